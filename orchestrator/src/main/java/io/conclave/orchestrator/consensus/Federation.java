package io.conclave.orchestrator.consensus;

import io.conclave.agents.Journaled;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who votes on an instrument, how far each is believed, and what that belief has cost so far. Immutable: folded from
 * events, equal whenever they are.
 *
 * <p>Every agent sits as one expert a temperature; beside them sits the base rate, the frequencies of the outcomes so far
 * (each counted once before the first), which never sleeps. Two learners watch the same ballots. <i>Served</i> makes the
 * forecast that is traded on: it deals out a fixed share each round and its sources are capped. <i>Pure</i> does neither
 * and is there to be measured: its regret against any expert never exceeds ln N. See {@link RegretCertificate}.
 *
 * <p>A round is {@link #decide decided} and later {@link #learned learned} with the same ballots and the same standings;
 * rosters and standings change between rounds. Rounds must not overlap, or the bounds do not hold.
 *
 * @param temperatures fixed when founded, as they name the experts
 * @param seats in order of joining, which is the order of summing
 * @param outcomes how often each was seen: down, flat, up
 * @param rounds learned so far
 * @param trackingCost Σ ln 1/(1 − α): what the fixed share may have cost the served learner
 * @param capCost Σ (G capped − G)₊ at the outcome: what the source cap may have cost it
 */
public record Federation(
        List<Fraction> temperatures,
        List<Seat> seats,
        Learner served,
        Learner pure,
        List<Long> outcomes,
        long rounds,
        double trackingCost,
        double capCost,
        Disagreements disagreements)
        implements Journaled {
    public Federation {
        temperatures = List.copyOf(temperatures);
        seats = List.copyOf(seats);
        outcomes = List.copyOf(outcomes);
        int experts = 1 + seats.size() * temperatures.size();
        if (served.experts() != experts || pure.experts() != experts) {
            throw new IllegalArgumentException(seats.size() + " agents at " + temperatures.size()
                    + " temperatures and a base rate are " + experts + " experts, but " + served.experts() + " and "
                    + pure.experts() + " have weights");
        }
    }

    // ---- roster

    /** A federation that has seen nothing: all active, every expert believed alike. */
    public static Federation founded(List<AgentId> roster, ConsensusRules rules) {
        if (new HashSet<>(roster).size() != roster.size()) {
            throw new IllegalArgumentException("An agent can sit only once in a federation: " + roster);
        }
        var all = Learner.uniform(1 + roster.size() * rules.temperatures().size());
        var seats = roster.stream()
                .map(agent -> new Seat(agent, Standing.ACTIVE, Seat.Score.NONE))
                .toList();
        return new Federation(rules.temperatures(), seats, all, all, List.of(0L, 0L, 0L), 0, 0, 0, Disagreements.NONE);
    }

    /**
     * One agent more, active. Each of its experts enters at 1/N, N counting them, and those already here scale down
     * together; so every expert, old or new, stays within ln N of the learner from the day it came.
     */
    public Federation joined(AgentId agent) {
        if (seatOf(agent).isPresent()) {
            throw new IllegalArgumentException(agent + " already sits in this federation: change its standing instead");
        }
        var more = new ArrayList<>(seats);
        more.add(new Seat(agent, Standing.ACTIVE, Seat.Score.NONE));
        int newcomers = temperatures.size();
        return new Federation(
                temperatures,
                more,
                served.joinedBy(newcomers),
                pure.joinedBy(newcomers),
                outcomes,
                rounds,
                trackingCost,
                capCost,
                disagreements);
    }

    /** The same agents with one of them heard differently. Its weight waits for it as it was. */
    public Federation standing(AgentId agent, Standing to) {
        if (seatOf(agent).isEmpty()) {
            throw new IllegalArgumentException(agent + " has no seat here: let it join first");
        }
        var changed = seats.stream()
                .map(seat -> seat.agent().equals(agent) ? seat.standing(to) : seat)
                .toList();
        return new Federation(
                temperatures, changed, served, pure, outcomes, rounds, trackingCost, capCost, disagreements);
    }

    /** Where an agent sits; empty if it never joined. */
    public Optional<Seat> seatOf(AgentId agent) {
        return seats.stream().filter(seat -> seat.agent().equals(agent)).findFirst();
    }

    /** Agents to be asked, in seat order: all but the muted. */
    public List<AgentId> asked() {
        return seats.stream()
                .filter(seat -> seat.standing() != Standing.MUTED)
                .map(Seat::agent)
                .toList();
    }

    // ---- forecast

    /**
     * What the federation makes of these ballots. Agents that are missing or abstain are asleep; ballots of strangers
     * are not read. There is always a forecast; whether to trade on it is {@link Consensus#noTrade()}.
     */
    public Consensus decide(SortedMap<AgentId, Ballot> ballots, ConsensusRules rules) {
        return consensus(deliberate(ballots, rules), rules);
    }

    /** Frequencies of down, flat and up so far, each counted once before the first round. */
    double[] baseRate() {
        double[] rate = new double[outcomes.size()];
        double all = rounds + rate.length;
        for (int i = 0; i < rate.length; i++) {
            rate[i] = (outcomes.get(i) + 1) / all;
        }
        return rate;
    }

    private Deliberation deliberate(SortedMap<AgentId, Ballot> ballots, ConsensusRules rules) {
        if (!rules.temperatures().equals(temperatures)) {
            throw new IllegalArgumentException("This federation was founded with temperatures " + temperatures
                    + "; the rules now say " + rules.temperatures() + ": found a new one to change them");
        }
        return new Deliberation(this, ballots, rules);
    }

    private Consensus consensus(Deliberation round, ConsensusRules rules) {
        var experts = new ArrayList<Consensus.Expert>();
        var weights = new TreeMap<AgentId, Double>();
        var held = new TreeSet<AgentId>();
        for (int k = 0; k < round.panel.size(); k++) {
            double weight = round.weight(k);
            var agent = agentOf(round.panel.seat(k));
            experts.add(new Consensus.Expert(
                    agent, round.panel.temperature(k), weight, Doubles.list(round.panel.forecast(k))));
            agent.ifPresent(who -> weights.merge(who, weight, Double::sum));
            if (round.isHeld(k)) {
                agent.ifPresent(held::add);
            }
        }
        double disagreement = round.disagreement();
        var limit = disagreements.limit(rules);
        return new Consensus(
                Doubles.list(round.q),
                Doubles.list(round.servedMixLosses),
                experts,
                weights,
                round.weight(0),
                held,
                disagreement,
                limit,
                noTrade(weights, Disagreements.exceeds(disagreement, limit), rules));
    }

    private Optional<AgentId> agentOf(int seat) {
        return seat == Panel.BASE_RATE
                ? Optional.empty()
                : Optional.of(seats.get(seat).agent());
    }

    private static Optional<NoTradeReason> noTrade(
            SortedMap<AgentId, Double> awake, boolean tooFarApart, ConsensusRules rules) {
        if (awake.size() < rules.quorum()) {
            return Optional.of(NoTradeReason.NO_QUORUM);
        }
        if (!awake.containsKey(rules.required())) {
            return Optional.of(NoTradeReason.REQUIRED_AGENT_ASLEEP);
        }
        return tooFarApart ? Optional.of(NoTradeReason.DISAGREEMENT) : Optional.empty();
    }

    // ---- learning

    /**
     * The federation once the outcome of a round is known: both learners, the scores, the base rate, the record of
     * disagreement.
     *
     * @param ballots as they were decided on
     */
    public Federation learned(SortedMap<AgentId, Ballot> ballots, Outcome outcome, ConsensusRules rules) {
        int y = outcome.ordinal();
        var round = deliberate(ballots, rules);
        double lost = Brier.loss(round.q, y);
        double[] pureMix = Aggregation.mix(pure.of(round.panel), round.panel.forecasts());
        double pureLost = Brier.loss(Aggregation.substitute(pureMix), y);
        boolean quorate = round.panel.agentsAwake() >= rules.quorum();
        return new Federation(
                temperatures,
                scored(ballots, y, lost),
                served.learned(round.panel, y, round.mixLosses[y], lost).shared(rules.share()),
                pure.learned(round.panel, y, pureMix[y], pureLost),
                counted(y),
                rounds + 1,
                trackingCost - StrictMath.log1p(-rules.share()),
                capCost + round.capCost(y),
                quorate ? disagreements.plus(round.disagreement()) : disagreements);
    }

    private List<Seat> scored(SortedMap<AgentId, Ballot> ballots, int outcome, double servedLost) {
        return seats.stream()
                .map(seat -> seat.standing() != Standing.MUTED && ballots.get(seat.agent()) instanceof Ballot.Cast cast
                        ? seat.scored(Brier.loss(cast.forecast().probabilities(), outcome), servedLost)
                        : seat)
                .toList();
    }

    private List<Long> counted(int outcome) {
        var counts = new ArrayList<>(outcomes);
        counts.set(outcome, counts.get(outcome) + 1);
        return counts;
    }
}
