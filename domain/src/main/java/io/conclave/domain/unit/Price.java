package io.conclave.domain.unit;

import java.math.RoundingMode;

/**
 * What one unit of the base costs, in quote currency; always positive.
 *
 * @param e8 quote currency, 1e-8 units, &gt; 0
 */
public record Price(long e8) implements Comparable<Price> {
    public Price {
        if (e8 <= 0) {
            throw new IllegalArgumentException("A price must be positive, not " + E8.format(e8));
        }
    }

    /** Reads a plain decimal of at most eight places. */
    public static Price of(String decimal) {
        return new Price(E8.parse(decimal));
    }

    /** What {@code quantity} costs at this price, half-even to 1e-8; negative for a negative quantity. */
    public Money times(Quantity quantity) {
        return new Money(E8.multiply(e8, quantity.e8()));
    }

    /** This price moved by a fraction of itself: {@code +2_500} ppm is a quarter of a percent up. */
    public Price movedBy(Fraction fraction) {
        return new Price(Math.addExact(e8, E8.mulDiv(e8, fraction.ppm(), Fraction.ONE_PPM, RoundingMode.HALF_EVEN)));
    }

    /** As a double, for features and statistics only; never for money. */
    public double toDouble() {
        return e8 / (double) E8.ONE;
    }

    @Override
    public int compareTo(Price other) {
        return Long.compare(e8, other.e8);
    }

    @Override
    public String toString() {
        return E8.format(e8);
    }
}
