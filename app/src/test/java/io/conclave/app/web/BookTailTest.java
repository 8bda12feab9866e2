package io.conclave.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Money;
import io.conclave.http.view.RiskView;
import io.conclave.persistence.tape.BitstampTape;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BookTailTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Money HELD = Money.of("1000");

    private final MarketTape week = BitstampTape.read(Duration.ofMinutes(15)).tape();

    @Test
    void theTailIsTheMeanOfTheWorstBarsThatWereSeen() {
        long asOf = week.closings().get(400);

        var tail = of(HELD, asOf).tail().orElseThrow();

        var bars = week.bars(BTC, asOf, 1_001);
        var losses = IntStream.range(1, bars.size())
                .mapToDouble(i -> 1_000
                        * (1
                                - bars.get(i).close().toDouble()
                                        / bars.get(i - 1).close().toDouble()))
                .boxed()
                .sorted(Comparator.reverseOrder())
                .toList();
        assertThat(tail.bars()).isEqualTo(400).isEqualTo(losses.size());
        assertThat(tail.cvar().e8()).isGreaterThan(tail.var().e8());
        assertThat(tail.cvar().e8() / 1e8)
                .isBetween(
                        losses.subList(0, 11).stream()
                                .mapToDouble(loss -> loss)
                                .average()
                                .orElseThrow(),
                        losses.subList(0, 10).stream()
                                        .mapToDouble(loss -> loss)
                                        .average()
                                        .orElseThrow()
                                + 0.01);
    }

    @Test
    void whoHasSoldLosesInOtherBars() {
        long asOf = week.closings().get(400);

        assertThat(of(HELD.negated(), asOf).tail())
                .map(RiskView.Tail::cvar)
                .isNotEqualTo(of(HELD, asOf).tail().map(RiskView.Tail::cvar));
    }

    @Test
    void withoutAPositionOrWithFewBarsNothingIsTold() {
        var flat = BookTail.of(new TreeMap<>(), week, week.closings().getLast());
        var early = of(HELD, week.closings().get(20));

        assertThat(flat.tail()).isEmpty();
        assertThat(flat.unknown()).contains("Nothing is held.");
        assertThat(early.tail()).isEmpty();
        assertThat(early.unknown()).contains("It takes 96 bars of all that is held, and there are 20.");
    }

    private BookTail.Answer of(Money value, long asOfNanos) {
        return BookTail.of(new TreeMap<>(Map.of(BTC, value)), week, asOfNanos);
    }
}
