package io.conclave.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** The middle one of some samples: what a noisy neighbour moves least. */
final class Median {
    private Median() {}

    /** The middle one, or the mean of the middle two. */
    static double of(List<Double> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("There is no median of nothing");
        }
        var sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Of as many pairs as there are, the quotient of each. */
    static List<Double> ratios(List<Double> numerators, List<Double> denominators) {
        if (numerators.size() != denominators.size()) {
            throw new IllegalArgumentException(
                    "Ratios need two sides: " + numerators.size() + " and " + denominators.size() + " samples");
        }
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < numerators.size(); i++) {
            ratios.add(numerators.get(i) / denominators.get(i));
        }
        return ratios;
    }
}
