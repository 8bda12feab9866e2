package io.conclave.nativerisk.library;

import io.conclave.nativerisk.TrackRecord.Significance;
import java.nio.ByteBuffer;
import java.util.OptionalDouble;

/**
 * How far a Sharpe ratio can be believed.
 *
 * @param minimumObservations needed to beat the benchmark with the confidence; empty when the ratio is not above it
 */
public record SharpeVerdict(Significance significance, OptionalDouble minimumObservations) {
    static final int BYTES = 40;

    private static final int MINIMUM_FIGURE = 1;

    /** As it lies in C. */
    static SharpeVerdict read(ByteBuffer inC) {
        var significance = new Significance(inC.getDouble(), inC.getDouble(), inC.getDouble());
        double minimum = inC.getDouble();
        return new SharpeVerdict(
                significance,
                (inC.getInt() & MINIMUM_FIGURE) == 0 ? OptionalDouble.empty() : OptionalDouble.of(minimum));
    }
}
