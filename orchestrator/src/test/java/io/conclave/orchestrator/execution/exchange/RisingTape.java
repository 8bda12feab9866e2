package io.conclave.orchestrator.execution.exchange;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** A tape of prices alone: at each nanosecond from 1 to 99, a hundred and that nanosecond. */
record RisingTape(Instrument terms) implements MarketTape {
    @Override
    public String id() {
        return "rising";
    }

    @Override
    public List<Symbol> symbols() {
        return List.of(terms.symbol());
    }

    @Override
    public Instrument instrument(Symbol symbol) {
        return terms;
    }

    @Override
    public List<Long> closings() {
        return List.of();
    }

    @Override
    public Optional<Bar> barClosingAt(Symbol symbol, long closeNanos) {
        return Optional.empty();
    }

    @Override
    public List<Bar> bars(Symbol symbol, long asOfNanos, int most) {
        return List.of();
    }

    @Override
    public List<PricePoint> path(Symbol symbol, long afterNanos, long upToNanos) {
        return LongStream.rangeClosed(Math.max(1, afterNanos + 1), Math.min(99, upToNanos))
                .mapToObj(at -> new PricePoint(at, Price.of("" + (100 + at))))
                .toList();
    }
}
