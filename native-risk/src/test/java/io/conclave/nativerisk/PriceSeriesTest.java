package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PriceSeriesTest {
    @Test
    void opensAndClosesLieWhereTheLayoutSays() {
        var bars = series(new double[] {1, 2}, new double[] {3, 4});
        try (var arena = Arena.ofConfined()) {
            var slice = arena.allocate(64, 8);
            bars.copyTo(slice, 8, 32);

            assertThat(slice.toArray(ValueLayout.JAVA_LONG))
                    .containsExactly(0, 100_000_000L, 200_000_000L, 0, 300_000_000L, 400_000_000L, 0, 0);
        }
    }

    static PriceSeries series(double[] opens, double[] closes) {
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < opens.length; i++) {
            var open = new Price(Math.round(opens[i] * 1e8));
            var close = new Price(Math.round(closes[i] * 1e8));
            var low = open.compareTo(close) < 0 ? open : close;
            var high = open.compareTo(close) < 0 ? close : open;
            bars.add(new Bar(new Symbol("X"), i, i + 1L, open, high, low, close, Quantity.ZERO));
        }
        return PriceSeries.of(bars);
    }

    static PriceSeries sine(int bars) {
        double[] opens = new double[bars];
        double[] closes = new double[bars];
        for (int i = 0; i < bars; i++) {
            opens[i] = 100 + StrictMath.sin(i / 7.0);
            closes[i] = 100 + StrictMath.sin((i + 1) / 7.0);
        }
        return series(opens, closes);
    }
}
