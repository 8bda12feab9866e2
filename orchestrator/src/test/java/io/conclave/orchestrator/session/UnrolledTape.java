package io.conclave.orchestrator.session;

import io.conclave.agents.MarketTape;
import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A recording that comes to be known closing by closing, as the test lets it. */
final class UnrolledTape implements MarketTape {
    private final RecordedTape whole;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile int known;
    private volatile boolean closed;

    UnrolledTape(RecordedTape whole) {
        this.whole = whole;
    }

    /** Lets so many more closings be known, and tells. */
    void unroll(int more) {
        known = Math.min(known + more, whole.closings().size());
        listeners.forEach(Runnable::run);
    }

    void close() {
        closed = true;
        listeners.forEach(Runnable::run);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void onGrowth(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public String id() {
        return "unrolled";
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
        return whole.closings().subList(0, known);
    }

    @Override
    public Optional<Bar> barClosingAt(Symbol symbol, long closeNanos) {
        return whole.barClosingAt(symbol, closeNanos);
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
