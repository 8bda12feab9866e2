package io.conclave.domain.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @Test
    void aPriceTimesAQuantityIsMoney() {
        assertThat(Price.of("1121.5").times(Quantity.of("0.3"))).isEqualTo(Money.of("336.45"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1"})
    void aPriceIsPositive(String text) {
        assertThatThrownBy(() -> Price.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A price must be positive, not " + text);
    }

    @Test
    void moneyThatLeavesTheRangeThrows() {
        assertThatThrownBy(() -> new Money(Long.MAX_VALUE).plus(new Money(1))).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aNotionalThatLeavesTheRangeThrows() {
        assertThatThrownBy(() -> Price.of("90000000000").times(Quantity.of("2")))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void quantitiesAreRoundedToTheLotTowardsZero() {
        var lot = Quantity.of("0.01");

        assertThat(Quantity.of("0.129").roundedDownTo(lot)).isEqualTo(Quantity.of("0.12"));
        assertThat(Quantity.of("-0.129").roundedDownTo(lot)).isEqualTo(Quantity.of("-0.12"));
    }

    @Test
    void aFeeIsRoundedHalfEven() {
        assertThat(new Money(5_000).times(new Bps(1))).isEqualTo(Money.ZERO);
        assertThat(new Money(15_000).times(new Bps(1))).isEqualTo(new Money(2));
    }

    @Test
    void aPriceMovesByAFractionOfItself() {
        assertThat(Price.of("1000").movedBy(new Fraction(-2_500))).isEqualTo(Price.of("997.5"));
    }

    @Test
    void moneyBuysWhatItCanPay() {
        assertThat(Money.of("100").at(Price.of("3"))).isEqualTo(Quantity.of("33.33333333"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e300})
    void aFractionIsFinite(double value) {
        assertThatThrownBy(() -> Fraction.of(value)).isInstanceOf(IllegalArgumentException.class);
    }
}
