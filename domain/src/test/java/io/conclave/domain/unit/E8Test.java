package io.conclave.domain.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class E8Test {
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);

    @Property
    void whatIsWrittenReadsBack(@ForAll long e8) {
        assertThat(E8.parse(E8.format(e8))).isEqualTo(e8);
    }

    @Property(tries = 5_000)
    void aProductIsRoundedOnceAndExactlyLikeADecimal(@ForAll long a, @ForAll long b, @ForAll long divisor) {
        if (divisor == 0) {
            return;
        }
        for (var mode : new RoundingMode[] {RoundingMode.HALF_EVEN, RoundingMode.DOWN, RoundingMode.CEILING}) {
            var exact = new BigDecimal(BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)))
                    .divide(BigDecimal.valueOf(divisor), 0, mode)
                    .toBigInteger();

            if (exact.compareTo(MAX) > 0 || exact.compareTo(MIN) < 0) {
                assertThatThrownBy(() -> E8.mulDiv(a, b, divisor, mode)).isInstanceOf(ArithmeticException.class);
            } else {
                assertThat(E8.mulDiv(a, b, divisor, mode)).isEqualTo(exact.longValueExact());
            }
        }
    }

    @Property(tries = 5_000)
    void smallProductsAreRoundedHalfEven(@ForAll int a, @ForAll short divisor) {
        if (divisor == 0) {
            return;
        }
        var exact = BigDecimal.valueOf(a).divide(BigDecimal.valueOf(divisor), 0, RoundingMode.HALF_EVEN);

        assertThat(E8.mulDiv(a, 1, divisor, RoundingMode.HALF_EVEN)).isEqualTo(exact.longValueExact());
    }

    @Test
    void trailingZerosAreNoDecimals() {
        assertThat(E8.parse("0.500000000000")).isEqualTo(50_000_000L);
    }

    @Test
    void aNinthDecimalIsRefused() {
        assertThatThrownBy(() -> E8.parse("0.000000001"))
                .isInstanceOf(NumberFormatException.class)
                .hasMessage("0.000000001 has more than eight decimals");
    }

    @Test
    void aNumberThatDoesNotFitThrows() {
        assertThatThrownBy(() -> E8.parse("92233720368.54775808")).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aQuotientThatDoesNotFitThrows() {
        assertThatThrownBy(() -> E8.mulDiv(Long.MIN_VALUE, 1, -1, RoundingMode.HALF_EVEN))
                .isInstanceOf(ArithmeticException.class);
    }
}
