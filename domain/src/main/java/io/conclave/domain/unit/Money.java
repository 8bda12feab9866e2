package io.conclave.domain.unit;

import java.math.RoundingMode;

/**
 * An amount of the account's one currency, signed.
 *
 * @param e8 account currency, 1e-8 units
 */
public record Money(long e8) implements Comparable<Money> {
    public static final Money ZERO = new Money(0);

    /** Reads a plain decimal of at most eight places. */
    public static Money of(String decimal) {
        return new Money(E8.parse(decimal));
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(e8, other.e8));
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(e8, other.e8));
    }

    public Money negated() {
        return new Money(Math.negateExact(e8));
    }

    public Money abs() {
        return new Money(Math.absExact(e8));
    }

    /** A part of this amount, half-even. */
    public Money times(Fraction fraction) {
        return new Money(E8.mulDiv(e8, fraction.ppm(), Fraction.ONE_PPM, RoundingMode.HALF_EVEN));
    }

    /** A fee of so many basis points on this amount, half-even. */
    public Money times(Bps bps) {
        return new Money(E8.mulDiv(e8, bps.value(), Bps.ONE, RoundingMode.HALF_EVEN));
    }

    /** How much of the base this money buys (or, negative, is owed) at a price, rounded towards zero. */
    public Quantity at(Price price) {
        return new Quantity(E8.mulDiv(e8, E8.ONE, price.e8(), RoundingMode.DOWN));
    }

    /** This amount as a fraction of another, half-even; the other must not be zero. */
    public Fraction per(Money whole) {
        return new Fraction(E8.mulDiv(e8, Fraction.ONE_PPM, whole.e8, RoundingMode.HALF_EVEN));
    }

    public int signum() {
        return Long.signum(e8);
    }

    /** As a double, for charts and statistics only. */
    public double toDouble() {
        return e8 / (double) E8.ONE;
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(e8, other.e8);
    }

    @Override
    public String toString() {
        return E8.format(e8);
    }
}
