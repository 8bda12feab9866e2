package io.conclave.orchestrator.consensus;

import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The arithmetic of one round under the served weights; deciding and learning both go through it, so they agree. */
final class Deliberation {
    /** Where q says never, divergence counts as if it had said one in a million: agents speak in millionths. */
    private static final double LEAST_Q = 1e-6;

    final Panel panel;

    /** G of the weights as learned. */
    final double[] mixLosses;

    private final SourceCap sourceCap;
    private final double[] logWeights;

    /** G of the weights after the cap: what q is made from. */
    final double[] servedMixLosses;

    final double[] q;

    Deliberation(Federation federation, Map<AgentId, Ballot> ballots, ConsensusRules rules) {
        panel = new Panel(federation, ballots);
        double[] learned = federation.served().of(panel);
        mixLosses = Aggregation.mix(learned, panel.forecasts());
        sourceCap = new SourceCap(panel, learned, cappedSeats(federation, rules), rules.sourceCap());
        logWeights = sourceCap.logWeights();
        servedMixLosses = Aggregation.mix(logWeights, panel.forecasts());
        q = Aggregation.substitute(servedMixLosses);
    }

    private static SortedSet<Integer> cappedSeats(Federation federation, ConsensusRules rules) {
        var seats = new TreeSet<Integer>();
        for (int seat = 0; seat < federation.seats().size(); seat++) {
            if (rules.capped().contains(federation.seats().get(seat).agent())) {
                seats.add(seat);
            }
        }
        return seats;
    }

    /** The k-th awake expert's part of the forecast, after the cap; the parts sum to one. */
    double weight(int k) {
        return StrictMath.exp(logWeights[k]);
    }

    /** The cap cut the k-th awake expert's agent. */
    boolean isHeld(int k) {
        return sourceCap.holds(panel.seat(k));
    }

    /** What the cap adds to the loss that the bound allows at this outcome, &gt;= 0. */
    double capCost(int outcome) {
        return sourceCap.holdsAnybody() ? Math.max(0, servedMixLosses[outcome] - mixLosses[outcome]) : 0;
    }

    /** Σₖ wₖ · KL(pₖ ‖ q), in nats; 0 when all awake agree, below 13.9 whatever they say. */
    double disagreement() {
        double sum = 0;
        for (int k = 0; k < panel.size(); k++) {
            sum += weight(k) * divergence(panel.forecast(k));
        }
        return Math.max(0, sum);
    }

    private double divergence(double[] p) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                sum += p[i] * (StrictMath.log(p[i]) - StrictMath.log(Math.max(q[i], LEAST_Q)));
            }
        }
        return sum;
    }
}
