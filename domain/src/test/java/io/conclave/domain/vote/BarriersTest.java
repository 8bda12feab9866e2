package io.conclave.domain.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BarriersTest {
    private final Barriers onePercent = new Barriers(new Fraction(10_000), new Fraction(10_000));

    @Test
    void theFirstTouchDecides() {
        assertThat(onePercent.label(Price.of("100"), path("100.5", "101", "98")))
                .isEqualTo(Outcome.UP);
        assertThat(onePercent.label(Price.of("100"), path("100.5", "99", "102")))
                .isEqualTo(Outcome.DOWN);
    }

    @Test
    void aPathThatTouchesNothingIsFlat() {
        assertThat(onePercent.label(Price.of("100"), path("100.99", "99.01"))).isEqualTo(Outcome.FLAT);
        assertThat(onePercent.label(Price.of("100"), List.of())).isEqualTo(Outcome.FLAT);
    }

    @Test
    void barriersWidenWithVolatility() {
        var rule = new BarrierRule(Fraction.ONE, 50, new Fraction(5_000));

        assertThat(rule.after(bars(100, 0.01)).up().ppm())
                .isGreaterThan(rule.after(bars(100, 0.002)).up().ppm());
    }

    @Test
    void aLongTapeForgetsThePrior() {
        var rule = new BarrierRule(Fraction.ONE, 10, new Fraction(30_000));

        assertThat((double) rule.after(bars(200, 0.01)).up().ppm()).isCloseTo(10_000, within(300.0));
    }

    @Test
    void onlyTheLookbackCounts() {
        var rule = new BarrierRule(Fraction.ONE, 10, new Fraction(5_000));
        var bars = bars(200, 0.01);

        assertThat(rule.after(bars)).isEqualTo(rule.after(bars.subList(bars.size() - rule.lookback(), bars.size())));
    }

    @Test
    void beforeAnyReturnThePriorStands() {
        var rule = new BarrierRule(new Fraction(2_000_000), 10, new Fraction(5_000));

        assertThat(rule.after(bars(1, 0.01)).up()).isEqualTo(new Fraction(10_000));
    }

    private static List<PricePoint> path(String... prices) {
        var points = new ArrayList<PricePoint>();
        for (String price : prices) {
            points.add(new PricePoint(points.size(), Price.of(price)));
        }
        return points;
    }

    /** Closes that go up and down by the same step. */
    private static List<Bar> bars(int count, double step) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    var close = new Price(Math.round((i % 2 == 0 ? 100 : 100 * (1 + step)) * 1e8));
                    return new Bar(new Symbol("X"), i, i + 1, close, close, close, close, Quantity.ZERO);
                })
                .toList();
    }
}
