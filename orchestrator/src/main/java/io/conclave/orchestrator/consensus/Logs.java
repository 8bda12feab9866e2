package io.conclave.orchestrator.consensus;

/**
 * Sums of weights that are kept as logarithms: after a few hundred bad rounds a plain weight is zero, its logarithm is
 * not. {@link StrictMath} and a fixed order of summing give the same bits everywhere.
 */
final class Logs {
    private Logs() {}

    /** ln Σ exp(aₖ), in index order; minus infinity for none. */
    static double sum(double[] logs) {
        double most = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            most = Math.max(most, log);
        }
        if (most == Double.NEGATIVE_INFINITY) {
            return most;
        }
        double sum = 0;
        for (double log : logs) {
            sum += StrictMath.exp(log - most);
        }
        return most + StrictMath.log(sum);
    }

    /** ln (exp a + exp b). */
    static double sum(double a, double b) {
        double most = Math.max(a, b);
        double least = Math.min(a, b);
        return least == Double.NEGATIVE_INFINITY ? most : most + StrictMath.log1p(StrictMath.exp(least - most));
    }
}
