package io.conclave.benchmarks;

import java.util.List;

/** How much most samples do not exceed. */
final class Quantile {
    private Quantile() {}

    /**
     * The smallest sample that this share of them does not exceed.
     *
     * @param share above 0, at most 1
     */
    static double of(List<Double> samples, double share) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("There is no quantile of nothing");
        }
        var sorted = samples.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }
}
