package io.conclave.orchestrator.consensus;

import java.util.Arrays;

/**
 * One round of the strong Aggregating Algorithm for the Brier game, learning rate 1.
 *
 * <p>V. Vovk and F. Zhdanov, "Prediction with expert advice for the Brier game", JMLR 10 (2009). Brier loss is
 * 1-mixable: whatever the experts say, one forecast loses no more than their mixture does, at every outcome. That is
 * all the regret bound needs.
 */
final class Aggregation {
    private Aggregation() {}

    /**
     * The mixture's loss at every outcome: G(ω) = −ln Σₖ wₖ exp(−λ(pₖ, ω)) / Σₖ wₖ.
     *
     * @param logWeights of the awake experts, not necessarily summing to one
     * @param forecasts of the same experts, in the same order
     */
    static double[] mix(double[] logWeights, double[][] forecasts) {
        double mass = Logs.sum(logWeights);
        double[] mixLosses = new double[forecasts[0].length];
        double[] terms = new double[logWeights.length];
        for (int outcome = 0; outcome < mixLosses.length; outcome++) {
            for (int k = 0; k < terms.length; k++) {
                terms[k] = logWeights[k] - Brier.loss(forecasts[k], outcome);
            }
            mixLosses[outcome] = mass - Logs.sum(terms);
        }
        return mixLosses;
    }

    /**
     * The forecast that loses no more than G at any outcome: q(ω) = (s − G(ω))₊ / 2, with s such that q sums to one.
     *
     * <p>An outcome takes part while s stays above its G, so s is found by letting them in from the smallest G on.
     */
    static double[] substitute(double[] mixLosses) {
        double[] ascending = mixLosses.clone();
        Arrays.sort(ascending);
        double sum = 2;
        double level = Double.NaN;
        for (int in = 1; in <= ascending.length; in++) {
            sum += ascending[in - 1];
            level = sum / in;
            if (in == ascending.length || level <= ascending[in]) {
                break;
            }
        }
        double[] q = new double[mixLosses.length];
        for (int outcome = 0; outcome < q.length; outcome++) {
            q[outcome] = Math.max(level - mixLosses[outcome], 0) / 2;
        }
        return q;
    }
}
