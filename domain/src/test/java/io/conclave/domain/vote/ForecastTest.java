package io.conclave.domain.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ForecastTest {
    @Property
    void roundingKeepsTheSumAndStaysWithinAMillionth(
            @ForAll @DoubleRange(max = 1) double a, @ForAll @DoubleRange(max = 1) double b) {
        double low = Math.min(a, b);
        double high = Math.max(a, b);
        double[] exact = {low, high - low, 1 - high};

        var forecast = Forecast.of(exact);

        assertThat(forecast.downPpm() + forecast.flatPpm() + forecast.upPpm()).isEqualTo(1_000_000);
        for (Outcome outcome : Outcome.values()) {
            assertThat(forecast.ppm(outcome) / 1e6)
                    .isBetween(exact[outcome.ordinal()] - 1e-6, exact[outcome.ordinal()] + 1e-6);
        }
    }

    @Test
    void aDirectionHeldWithConfidenceSharesTheRest() {
        assertThat(Forecast.of(Outcome.UP, 0.4)).isEqualTo(new Forecast(200_000, 200_000, 600_000));
    }

    @Test
    void noConfidenceIsUniform() {
        var forecast = Forecast.of(Outcome.DOWN, 0);

        assertThat(forecast.downPpm() + forecast.flatPpm() + forecast.upPpm()).isEqualTo(1_000_000);
        assertThat(forecast.downPpm()).isBetween(333_333, 333_334);
    }

    @Test
    void whatDoesNotSumToOneIsRefused() {
        assertThatThrownBy(() -> Forecast.of(0.5, 0.5, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Forecast(1, 2, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Forecast.of(Double.NaN, 0.5, 0.5)).isInstanceOf(IllegalArgumentException.class);
    }
}
