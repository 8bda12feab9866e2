package io.conclave.domain.unit;

import java.math.RoundingMode;

/**
 * An amount of the base: positive in orders and fills, signed in positions (negative is short).
 *
 * @param e8 base currency or shares, 1e-8 units
 */
public record Quantity(long e8) implements Comparable<Quantity> {
    public static final Quantity ZERO = new Quantity(0);

    /** Reads a plain decimal of at most eight places. */
    public static Quantity of(String decimal) {
        return new Quantity(E8.parse(decimal));
    }

    public Quantity plus(Quantity other) {
        return new Quantity(Math.addExact(e8, other.e8));
    }

    public Quantity minus(Quantity other) {
        return new Quantity(Math.subtractExact(e8, other.e8));
    }

    public Quantity negated() {
        return new Quantity(Math.negateExact(e8));
    }

    public Quantity abs() {
        return new Quantity(Math.absExact(e8));
    }

    public Quantity min(Quantity other) {
        return e8 <= other.e8 ? this : other;
    }

    /** The nearest multiple of the lot that is not farther from zero. */
    public Quantity roundedDownTo(Quantity lot) {
        if (lot.e8 <= 0) {
            throw new IllegalArgumentException("A lot must be positive, not " + lot);
        }
        return new Quantity(e8 - e8 % lot.e8);
    }

    /** A part of this amount, rounded towards zero. */
    public Quantity times(Fraction fraction) {
        return new Quantity(E8.mulDiv(e8, fraction.ppm(), Fraction.ONE_PPM, RoundingMode.DOWN));
    }

    public int signum() {
        return Long.signum(e8);
    }

    public boolean isZero() {
        return e8 == 0;
    }

    /** As a double, for features and statistics only. */
    public double toDouble() {
        return e8 / (double) E8.ONE;
    }

    @Override
    public int compareTo(Quantity other) {
        return Long.compare(e8, other.e8);
    }

    @Override
    public String toString() {
        return E8.format(e8);
    }
}
