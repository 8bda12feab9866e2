package io.conclave.orchestrator.consensus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one learner believes of each expert, and how far its forecasts fell behind that expert's.
 *
 * <p>Experts stand in a fixed order: the base rate first, then seat by seat, temperature by temperature. A newcomer is
 * appended, so an index means the same expert for ever.
 *
 * @param logWeights natural logarithms; the weights sum to one
 * @param regrets Σ over the rounds an expert was awake of (learner's loss − expert's loss); positive: the expert was
 *     better
 */
public record Learner(List<Double> logWeights, List<Double> regrets) {
    public Learner {
        logWeights = List.copyOf(logWeights);
        regrets = List.copyOf(regrets);
    }

    /** Nobody knows better yet: every expert has 1/N. */
    static Learner uniform(int experts) {
        double even = -StrictMath.log(experts);
        return new Learner(Collections.nCopies(experts, even), Collections.nCopies(experts, 0.0));
    }

    int experts() {
        return logWeights.size();
    }

    double worstRegret() {
        return Collections.max(regrets);
    }

    /** Log-weights of the experts awake, in the panel's order. */
    double[] of(Panel panel) {
        double[] awake = new double[panel.size()];
        for (int k = 0; k < awake.length; k++) {
            awake[k] = logWeights.get(panel.expert(k));
        }
        return awake;
    }

    /**
     * Believes the experts awake by what they lost: w ← w · exp(G(y) − λ(p, y)). Their common mass stays what it was,
     * which is how those asleep keep theirs (Freund, Schapire, Singer &amp; Warmuth 1997).
     *
     * @param mixLoss G(y) of this learner's own weights, uncapped
     * @param loss what the learner's forecast lost
     */
    Learner learned(Panel panel, int outcome, double mixLoss, double loss) {
        var weights = new ArrayList<>(logWeights);
        var behind = new ArrayList<>(regrets);
        for (int k = 0; k < panel.size(); k++) {
            int expert = panel.expert(k);
            double lost = Brier.loss(panel.forecast(k), outcome);
            weights.set(expert, weights.get(expert) + mixLoss - lost);
            behind.set(expert, behind.get(expert) + loss - lost);
        }
        return new Learner(weights, behind);
    }

    /** Deals a share of all weight out evenly (Herbster &amp; Warmuth 1998): w ← (1 − α) w + α / N. */
    Learner shared(double share) {
        if (share == 0) {
            return this;
        }
        double kept = StrictMath.log1p(-share);
        double dealt = StrictMath.log(share) - StrictMath.log(experts());
        return new Learner(
                logWeights.stream().map(w -> Logs.sum(w + kept, dealt)).toList(), regrets);
    }

    /** Newcomers enter at 1/N each, N counting them; those here keep their proportions and share the rest. */
    Learner joinedBy(int newcomers) {
        int before = experts();
        double even = -StrictMath.log(before + newcomers);
        double room = StrictMath.log(before) + even;
        var weights = new ArrayList<Double>(before + newcomers);
        logWeights.forEach(w -> weights.add(w + room));
        weights.addAll(Collections.nCopies(newcomers, even));
        var behind = new ArrayList<>(regrets);
        behind.addAll(Collections.nCopies(newcomers, 0.0));
        return new Learner(weights, behind);
    }
}
