package io.conclave.agents.risk;

import io.conclave.domain.unit.Bps;
import java.util.Arrays;

/** The mean loss in the worst part of what happened: {@code min over v of v + E[(L - v)+] / tail}. */
final class ExpectedShortfall {
    private ExpectedShortfall() {}

    /**
     * Historical, after Rockafellar and Uryasev (2000). The minimum stands at the k-th largest loss, k = ⌈tail × n⌉,
     * counted in integers: in doubles that ceiling is wrong for some n.
     *
     * @param losses at least one; a gain is a negative loss
     * @param tail what part is the worst, above 0 and at most 10,000 bp: 250 for a level of 97.5 %
     */
    static double of(double[] losses, Bps tail) {
        double[] ascending = losses.clone();
        Arrays.sort(ascending);
        int n = ascending.length;
        int k = (int) (((long) n * tail.value() + Bps.ONE - 1) / Bps.ONE);
        double v = ascending[n - k];
        double beyond = 0;
        for (int i = n - k + 1; i < n; i++) {
            beyond += ascending[i] - v;
        }
        return v + beyond * Bps.ONE / ((double) n * tail.value());
    }
}
