package io.conclave.domain.unit;

import java.math.BigDecimal;

/**
 * A signed share of a whole, in millionths: a target weight, a barrier, a volatility.
 *
 * @param ppm parts per million; 1,000,000 is all of it
 */
public record Fraction(long ppm) implements Comparable<Fraction> {
    /** Millionths in the whole. */
    public static final long ONE_PPM = 1_000_000L;

    public static final Fraction ZERO = new Fraction(0);
    public static final Fraction ONE = new Fraction(ONE_PPM);

    /**
     * The nearest millionth, ties to even.
     *
     * @throws IllegalArgumentException if the value is not finite or leaves the range
     */
    public static Fraction of(double value) {
        double scaled = Math.rint(value * ONE_PPM);
        if (!(Math.abs(scaled) < 9e18)) {
            throw new IllegalArgumentException("Not a fraction: " + value);
        }
        return new Fraction((long) scaled);
    }

    public static Fraction of(Bps bps) {
        return new Fraction(100L * bps.value());
    }

    public Fraction negated() {
        return new Fraction(Math.negateExact(ppm));
    }

    public Fraction abs() {
        return new Fraction(Math.absExact(ppm));
    }

    public Fraction min(Fraction other) {
        return ppm <= other.ppm ? this : other;
    }

    public int signum() {
        return Long.signum(ppm);
    }

    public double toDouble() {
        return ppm / (double) ONE_PPM;
    }

    @Override
    public int compareTo(Fraction other) {
        return Long.compare(ppm, other.ppm);
    }

    @Override
    public String toString() {
        return ppm == 0 ? "0" : BigDecimal.valueOf(ppm, 6).stripTrailingZeros().toPlainString();
    }
}
