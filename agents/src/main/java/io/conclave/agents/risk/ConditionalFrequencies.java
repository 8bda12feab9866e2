package io.conclave.agents.risk;

import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Outcome;

/**
 * Counts how questions came out while the strategy was long and while it was flat, and forecasts from that.
 *
 * <p>Overall frequencies are smoothed after Laplace (one of each outcome is added); those of the position at hand are
 * drawn towards them, as if {@code shrinkage} more bars had come out like the rest.
 */
final class ConditionalFrequencies {
    private static final int OUTCOMES = Outcome.values().length;
    private static final int POSITIONS = 2;

    private final int[][] counts = new int[POSITIONS][OUTCOMES];
    private final int shrinkage;

    /**
     * @param shrinkage bars, &gt;= 0
     */
    ConditionalFrequencies(int shrinkage) {
        this.shrinkage = shrinkage;
    }

    /**
     * @param position 1 long, 0 flat
     */
    void count(int position, Outcome outcome) {
        counts[position][outcome.ordinal()]++;
    }

    /**
     * @param position 1 long, 0 flat
     */
    Forecast given(int position) {
        int all = total(0) + total(1);
        int here = total(position);
        double[] p = new double[OUTCOMES];
        for (int k = 0; k < OUTCOMES; k++) {
            double overall = (counts[0][k] + counts[1][k] + 1.0) / (all + OUTCOMES);
            p[k] = here + shrinkage == 0 ? overall : (counts[position][k] + shrinkage * overall) / (here + shrinkage);
        }
        return Forecast.of(p);
    }

    private int total(int position) {
        int total = 0;
        for (int count : counts[position]) {
            total += count;
        }
        return total;
    }
}
