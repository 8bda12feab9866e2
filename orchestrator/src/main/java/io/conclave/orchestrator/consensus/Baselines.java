package io.conclave.orchestrator.consensus;

import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What simpler ways of combining the same ballots would have scored: a fold for reports, never read by a decision.
 *
 * @param rules every combination's score, over all rounds
 * @param agents every agent's score alone, over the rounds it was awake in
 */
public record Baselines(SortedMap<Rule, Seat.Score> rules, SortedMap<AgentId, Seat.Score> agents) {
    public static final Baselines NONE = new Baselines(new TreeMap<>(), new TreeMap<>());

    /** A way to make one forecast of several. With nobody awake, each says uniform. */
    public enum Rule {
        /** The federation's own served forecast. */
        SERVED,
        /** Even odds, always: a mean Brier of two thirds. */
        UNIFORM,
        /** How often each direction is anybody's first choice. */
        MAJORITY,
        /** The direction with the greatest summed confidence, held with the mean confidence of those for it. */
        CONFIDENCE_SUM,
        /** The plain average of the agents' forecasts. */
        FIXED_MEAN,
        /** The federation's own algorithm and experts, base rate included, with weights that never learn. */
        EQUAL_WEIGHT
    }

    public Baselines {
        rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
        agents = Collections.unmodifiableSortedMap(new TreeMap<>(agents));
    }

    /** A combination's score; nothing if no round was scored. */
    public Seat.Score of(Rule rule) {
        return rules.getOrDefault(rule, Seat.Score.NONE);
    }

    /** An agent's score alone; nothing if it never was awake. */
    public Seat.Score of(AgentId agent) {
        return agents.getOrDefault(agent, Seat.Score.NONE);
    }

    /**
     * With one round more.
     *
     * @param before the federation that decided it, not yet taught its outcome
     */
    public Baselines scored(
            Federation before, SortedMap<AgentId, Ballot> ballots, Outcome outcome, ConsensusRules constitution) {
        var round = new Deliberation(before, ballots, constitution);
        double served = Brier.loss(round.q, outcome.ordinal());
        var awake = awake(before, ballots);
        var nextRules = new TreeMap<>(rules);
        for (var rule : Rule.values()) {
            double lost = Brier.loss(forecast(rule, round, List.copyOf(awake.values())), outcome.ordinal());
            nextRules.merge(rule, Seat.Score.NONE.plus(lost, served), Baselines::added);
        }
        var nextAgents = new TreeMap<>(agents);
        awake.forEach((agent, forecast) -> nextAgents.merge(
                agent,
                Seat.Score.NONE.plus(Brier.loss(forecast.probabilities(), outcome.ordinal()), served),
                Baselines::added));
        return new Baselines(nextRules, nextAgents);
    }

    private static SortedMap<AgentId, Forecast> awake(Federation federation, SortedMap<AgentId, Ballot> ballots) {
        var awake = new TreeMap<AgentId, Forecast>();
        for (var seat : federation.seats()) {
            if (seat.standing() == Standing.ACTIVE && ballots.get(seat.agent()) instanceof Ballot.Cast cast) {
                awake.put(seat.agent(), cast.forecast());
            }
        }
        return awake;
    }

    private static double[] forecast(Rule rule, Deliberation round, List<Forecast> awake) {
        return switch (rule) {
            case SERVED -> round.q;
            case EQUAL_WEIGHT -> equalWeight(round.panel);
            case UNIFORM -> uniform();
            case MAJORITY -> awake.isEmpty() ? uniform() : majority(awake);
            case CONFIDENCE_SUM -> awake.isEmpty() ? uniform() : confidenceSum(awake);
            case FIXED_MEAN -> awake.isEmpty() ? uniform() : mean(awake);
        };
    }

    private static double[] uniform() {
        return new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0};
    }

    private static double[] equalWeight(Panel panel) {
        return Aggregation.substitute(Aggregation.mix(new double[panel.size()], panel.forecasts()));
    }

    private static double[] mean(List<Forecast> awake) {
        double[] mean = new double[3];
        for (var forecast : awake) {
            double[] p = forecast.probabilities();
            for (int i = 0; i < mean.length; i++) {
                mean[i] += p[i] / awake.size();
            }
        }
        return mean;
    }

    private static double[] majority(List<Forecast> awake) {
        double[] votes = new double[3];
        for (var forecast : awake) {
            votes[firstChoice(forecast.probabilities())] += 1.0 / awake.size();
        }
        return votes;
    }

    private static double[] confidenceSum(List<Forecast> awake) {
        double[] sums = new double[3];
        var confidences = List.of(new ArrayList<Double>(), new ArrayList<Double>(), new ArrayList<Double>());
        for (var forecast : awake) {
            double[] p = forecast.probabilities();
            int choice = firstChoice(p);
            double confidence = Math.max(0, (3 * p[choice] - 1) / 2);
            sums[choice] += confidence;
            confidences.get(choice).add(confidence);
        }
        int winner = firstChoice(sums);
        int voters = confidences.get(winner).size();
        double confidence = voters == 0 ? 0 : sums[winner] / voters;
        double[] p = uniform();
        for (int i = 0; i < p.length; i++) {
            p[i] = (1 - confidence) / 3 + (i == winner ? confidence : 0);
        }
        return p;
    }

    /** The greatest; of equals the earlier. */
    private static int firstChoice(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static Seat.Score added(Seat.Score a, Seat.Score b) {
        return new Seat.Score(a.rounds() + b.rounds(), a.loss() + b.loss(), a.servedLoss() + b.servedLoss());
    }
}
