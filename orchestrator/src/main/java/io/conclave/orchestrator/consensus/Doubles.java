package io.conclave.orchestrator.consensus;

import java.util.Arrays;
import java.util.List;

/** Arrays as lists, where numbers leave the arithmetic. */
final class Doubles {
    private Doubles() {}

    static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
