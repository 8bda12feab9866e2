package io.conclave.domain.unit;

/**
 * Basis points: fees, slippage, collars and risk levels.
 *
 * @param value hundredths of a percent; 10,000 is all of it
 */
public record Bps(int value) {
    /** Basis points in the whole. */
    public static final int ONE = 10_000;

    public static final Bps ZERO = new Bps(0);

    @Override
    public String toString() {
        return value + " bp";
    }
}
