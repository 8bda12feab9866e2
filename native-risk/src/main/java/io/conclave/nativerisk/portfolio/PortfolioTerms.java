package io.conclave.nativerisk.portfolio;

import io.conclave.domain.unit.Bps;
import java.nio.ByteBuffer;

/**
 * How a portfolio's risk is to be measured.
 *
 * @param decay of the exponentially weighted figures, in (0, 1); .94 for days
 * @param degrees of freedom of Student's t, above 2
 * @param seed of the Monte-Carlo paths
 * @param paths of the Monte-Carlo, 0: not wanted; at most 10,000,000
 * @param threads for the paths, 1 to 256; the figures do not depend on it
 * @param covariance what the paths are drawn from
 * @param level the confidence, 5,000 to 9,999: 9,750 is 97.5 %
 */
public record PortfolioTerms(
        PortfolioLimits limits,
        double decay,
        double degrees,
        long seed,
        int paths,
        int threads,
        Covariance covariance,
        Bps level) {
    /** As they lie in C. */
    public static final int BYTES = 80;

    /** In the order of the C header. */
    public enum Covariance {
        SAMPLE,
        /** Shrunk towards constant correlation: for fewer scenarios than a few times the names. */
        SHRUNK,
        /** Exponentially weighted by the decay: for calm and wild times. */
        EWMA
    }

    /** Writes {@link #BYTES} bytes at the buffer's position, in the buffer's byte order. */
    public void putTo(ByteBuffer buffer) {
        buffer.putDouble(limits.gross())
                .putDouble(limits.net())
                .putDouble(limits.name())
                .putDouble(limits.concentration())
                .putDouble(limits.cvar())
                .putDouble(decay)
                .putDouble(degrees)
                .putLong(seed)
                .putInt(paths)
                .putInt(threads)
                .putInt(covariance.ordinal())
                .putInt(level.value());
    }
}
