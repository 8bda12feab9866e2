package io.conclave.benchmarks;

import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Instruments that each walk at random by a seed of their own, on the terms that {@code conclave.instruments.default} has. */
final class MadeUpMarket {
    private static final long FIRST_OPEN = Instant.parse("2026-01-05T00:00:00Z").getEpochSecond() * 1_000_000_000L;
    private static final long INTERVAL = Duration.ofMinutes(15).toNanos();
    private static final Quantity VOLUME = Quantity.of("1000");

    private MadeUpMarket() {}

    static List<Symbol> symbols(int instruments) {
        return IntStream.range(0, instruments)
                .mapToObj(number -> new Symbol("WALK" + number + "-USD"))
                .toList();
    }

    /** Every instrument has a bar at every closing: so many quarters of an hour. */
    static RecordedTape of(int instruments, int bars, long seed) {
        var tape = RecordedTape.ofBars();
        for (var symbol : symbols(instruments)) {
            tape.instrument(new Instrument(symbol, Price.of("0.01"), Quantity.of("0.00000001"), Money.of("1"), "USD"));
            bars(tape, symbol, Walk.of(bars, seed + symbol.name().hashCode()));
        }
        return tape.build();
    }

    private static void bars(RecordedTape.BarsBuilder tape, Symbol symbol, Walk walk) {
        for (int bar = 0; bar < walk.bars(); bar++) {
            var open = new Price(Math.multiplyExact(walk.open(bar), Walk.CENT_E8));
            var close = new Price(Math.multiplyExact(walk.close(bar), Walk.CENT_E8));
            boolean isUp = open.compareTo(close) <= 0;
            long begins = FIRST_OPEN + bar * INTERVAL;
            tape.bar(new Bar(
                    symbol, begins, begins + INTERVAL, open, isUp ? close : open, isUp ? open : close, close, VOLUME));
        }
    }
}
