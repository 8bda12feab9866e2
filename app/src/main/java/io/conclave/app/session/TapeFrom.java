package io.conclave.app.session;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import java.util.List;
import java.util.Optional;

/** A tape whose decisions begin later than its record: what lies before is history that may be learned from. */
public final class TapeFrom implements MarketTape {
    private final MarketTape tape;
    private final long fromNanos;

    /**
     * @param fromNanos the first closing that is decided at, inclusive
     */
    public TapeFrom(MarketTape tape, long fromNanos) {
        this.tape = tape;
        this.fromNanos = fromNanos;
    }

    @Override
    public String id() {
        return tape.id() + "@" + fromNanos;
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
        return tape.closings().stream().filter(closing -> closing >= fromNanos).toList();
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
}
