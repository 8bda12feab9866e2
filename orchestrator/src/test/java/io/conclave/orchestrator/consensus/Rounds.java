package io.conclave.orchestrator.consensus;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Outcome;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rounds to feed a federation in tests: an analyst that reads news, a quant that must be there, a risk agent. */
final class Rounds {
    static final AgentId ANALYST = new AgentId("analyst");
    static final AgentId QUANT = new AgentId("quant");
    static final AgentId RISK = new AgentId("risk");
    static final List<AgentId> ROSTER = List.of(ANALYST, QUANT, RISK);

    private Rounds() {}

    static ConsensusRules rules(double share, double cap) {
        return new ConsensusRules(
                share,
                cap,
                new TreeSet<>(List.of(ANALYST)),
                2,
                QUANT,
                List.of(new Fraction(250_000), new Fraction(500_000), Fraction.ONE),
                99,
                200);
    }

    static ConsensusRules rules() {
        return rules(1 / 250.0, 0.5);
    }

    static Ballot says(int downPpm, int flatPpm, int upPpm) {
        return new Ballot.Cast(new Forecast(downPpm, flatPpm, upPpm));
    }

    static Ballot abstains() {
        return new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, "No news for a day.");
    }

    static SortedMap<AgentId, Ballot> ballots(Object... agentsAndBallots) {
        var ballots = new TreeMap<AgentId, Ballot>();
        for (int i = 0; i < agentsAndBallots.length; i += 2) {
            ballots.put((AgentId) agentsAndBallots[i], (Ballot) agentsAndBallots[i + 1]);
        }
        return ballots;
    }

    /** Each agent awake now and then, forecasting anything from nearly even to nearly certain. */
    static SortedMap<AgentId, Ballot> random(SplittableRandom random, List<AgentId> agents, double awake) {
        var ballots = new TreeMap<AgentId, Ballot>();
        double sharpness = List.of(0.3, 1.0, 6.0).get(random.nextInt(3));
        for (var agent : agents) {
            if (random.nextDouble() < awake) {
                ballots.put(agent, random.nextInt(20) == 0 ? certain(random) : drawn(random, sharpness));
            } else if (random.nextBoolean()) {
                ballots.put(agent, abstains());
            }
        }
        return ballots;
    }

    private static Ballot certain(SplittableRandom random) {
        return new Ballot.Cast(Forecast.of(Outcome.values()[random.nextInt(3)], 1));
    }

    private static Ballot drawn(SplittableRandom random, double sharpness) {
        double[] p = new double[3];
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            p[i] = Math.exp(sharpness * random.nextGaussian());
            sum += p[i];
        }
        return new Ballot.Cast(Forecast.of(p[0] / sum, p[1] / sum, p[2] / sum));
    }

    /** The outcome that hurts the served forecast most beside the best expert of the round. */
    static Outcome worst(Consensus consensus) {
        var worst = Outcome.DOWN;
        double most = Double.NEGATIVE_INFINITY;
        for (var outcome : Outcome.values()) {
            double best = consensus.experts().stream()
                    .mapToDouble(expert -> Brier.loss(array(expert.forecast()), outcome.ordinal()))
                    .min()
                    .orElseThrow();
            double regret = Brier.loss(array(consensus.q()), outcome.ordinal()) - best;
            if (regret > most) {
                most = regret;
                worst = outcome;
            }
        }
        return worst;
    }

    static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
