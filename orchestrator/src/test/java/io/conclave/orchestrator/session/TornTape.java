package io.conclave.orchestrator.session;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import java.util.List;
import java.util.Optional;

/** A tape that knows when bars close and cannot show one. */
record TornTape(MarketTape whole) implements MarketTape {
    @Override
    public String id() {
        return whole.id();
    }

    @Override
    public List<Symbol> symbols() {
        return whole.symbols();
    }

    @Override
    public Instrument instrument(Symbol symbol) {
        return whole.instrument(symbol);
    }

    @Override
    public List<Long> closings() {
        return whole.closings();
    }

    @Override
    public Optional<Bar> barClosingAt(Symbol symbol, long closeNanos) {
        throw new IllegalStateException("the tape is torn");
    }

    @Override
    public List<Bar> bars(Symbol symbol, long asOfNanos, int most) {
        return whole.bars(symbol, asOfNanos, most);
    }

    @Override
    public List<PricePoint> path(Symbol symbol, long afterNanos, long upToNanos) {
        return whole.path(symbol, afterNanos, upToNanos);
    }
}
