package io.conclave.app.engine;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import java.util.List;
import java.util.Optional;

/** A tape, and what happens when it is asked to look for more. */
record LookedAt(MarketTape tape, Runnable onLook) implements MarketTape {
    @Override
    public String id() {
        return tape.id();
    }

    @Override
    public List<Symbol> symbols() {
        return tape.symbols();
    }

    @Override
    public Instrument instrument(Symbol symbol) {
        return tape.instrument(symbol);
    }

    @Override
    public List<Long> closings() {
        return tape.closings();
    }

    @Override
    public Optional<Bar> barClosingAt(Symbol symbol, long closeNanos) {
        return tape.barClosingAt(symbol, closeNanos);
    }

    @Override
    public List<Bar> bars(Symbol symbol, long asOfNanos, int most) {
        return tape.bars(symbol, asOfNanos, most);
    }

    @Override
    public List<PricePoint> path(Symbol symbol, long afterNanos, long upToNanos) {
        return tape.path(symbol, afterNanos, upToNanos);
    }

    @Override
    public boolean isClosed() {
        return tape.isClosed();
    }

    @Override
    public void onGrowth(Runnable listener) {
        // Nobody is told: only whoever looks for himself finds it.
    }

    @Override
    public void look() {
        onLook.run();
    }
}
