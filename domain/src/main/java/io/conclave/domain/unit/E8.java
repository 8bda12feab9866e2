package io.conclave.domain.unit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Arithmetic on longs that count hundred-millionths (1e-8) of a unit, products in 128 bits, rounded half-even.
 *
 * <p>Everything here is exact or rounds once; a result that leaves 64 bits throws {@link ArithmeticException}.
 */
public final class E8 {
    /** Hundred-millionths in one unit. */
    public static final long ONE = 100_000_000L;

    private static final BigInteger ONE_BIG = BigInteger.valueOf(ONE);

    private E8() {}

    /**
     * Reads a plain decimal. Trailing zeros do not count: {@code 0.500000000000} has one decimal.
     *
     * @throws NumberFormatException if the text is no decimal, or needs more than eight decimals
     * @throws ArithmeticException if the number does not fit
     */
    public static long parse(String text) {
        var value = new BigDecimal(text.strip()).stripTrailingZeros();
        if (value.scale() > 8) {
            throw new NumberFormatException(text + " has more than eight decimals");
        }
        return value.movePointRight(8).longValueExact();
    }

    /** Writes the shortest plain decimal that reads back to the same number: {@code 1121.5}, never {@code 1.1215E3}. */
    public static String format(long e8) {
        if (e8 == 0) {
            return "0";
        }
        return BigDecimal.valueOf(e8, 8).stripTrailingZeros().toPlainString();
    }

    /** {@code a × b} of two E8 numbers, as E8. */
    public static long multiply(long a, long b) {
        return mulDiv(a, b, ONE, RoundingMode.HALF_EVEN);
    }

    /** {@code a ÷ b} of two E8 numbers, as E8. */
    public static long divide(long a, long b) {
        return mulDiv(a, ONE, b, RoundingMode.HALF_EVEN);
    }

    /** {@code a × b ÷ divisor} with one rounding at the end, in the mode asked for. */
    public static long mulDiv(long a, long b, long divisor, RoundingMode mode) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        if ((high == 0 && low >= 0) || (high == -1 && low < 0)) {
            return divideRounded(low, divisor, mode);
        }
        var product = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
        return new BigDecimal(product)
                .divide(BigDecimal.valueOf(divisor), 0, mode)
                .longValueExact();
    }

    /** Whole units as E8. */
    public static long ofWhole(long units) {
        return BigInteger.valueOf(units).multiply(ONE_BIG).longValueExact();
    }

    private static long divideRounded(long dividend, long divisor, RoundingMode mode) {
        return switch (mode) {
            case DOWN -> Math.divideExact(dividend, divisor);
            case HALF_EVEN -> halfEven(dividend, divisor);
            default ->
                BigDecimal.valueOf(dividend)
                        .divide(BigDecimal.valueOf(divisor), 0, mode)
                        .longValueExact();
        };
    }

    private static long halfEven(long dividend, long divisor) {
        long quotient = Math.divideExact(dividend, divisor);
        long remainder = dividend - quotient * divisor;
        if (remainder == 0) {
            return quotient;
        }
        long awayFromZero = (dividend < 0) == (divisor < 0) ? 1 : -1;
        // Compare |remainder| with |divisor| - |remainder|: doubling could overflow. Negated so that MIN_VALUE has a
        // place.
        long minusRemainder = remainder > 0 ? -remainder : remainder;
        long minusDivisor = divisor > 0 ? -divisor : divisor;
        int side = Long.compare(minusDivisor - minusRemainder, minusRemainder);
        boolean roundAway = side > 0 || (side == 0 && (quotient & 1) != 0);
        return roundAway ? Math.addExact(quotient, awayFromZero) : quotient;
    }
}
