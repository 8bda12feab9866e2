package io.conclave.agents;

import io.conclave.agents.BadTapeException.Fault;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A tape that is still being recorded: bars and trades are put at its end, in the order of time, until it is closed.
 *
 * <p>Up to the newest bar it answers as a {@link RecordedTape} of the same record does. The path inside a bar is its
 * trades where there are any, and assumed from the bar where there are none; so a bar's trades must be there before the
 * bar is, and a trade that comes after it is refused: somebody may have decided upon it.
 *
 * <p>What is there already is ignored, so a record may be brought twice. Whoever reads, on any thread, sees a prefix of
 * the record and never half of an append. Memory: 56 bytes a bar, 32 a trade.
 */
public final class GrowingTape implements MarketTape {
    private final String id;
    private final int keptBars;
    private final SortedMap<Symbol, GrowingStrip> strips = new TreeMap<>();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long[] closings = new long[16];
    private int closingsSize;
    private volatile Seen seen = new Seen(new TreeMap<>(), Moments.NONE, false);

    /** What readers see: immutable, replaced as a whole. */
    private record Seen(SortedMap<Symbol, GrowingStrip.Seen> strips, List<Long> closings, boolean closed) {}

    private GrowingTape(String id, int keptBars) {
        this.id = id;
        this.keptBars = keptBars;
    }

    /**
     * An empty tape of these instruments that forgets nothing.
     *
     * @param id what is recorded, such as a run's name; the content of a tape that grows has no hash yet
     */
    public static GrowingTape of(String id, List<Instrument> instruments) {
        return keeping(Integer.MAX_VALUE, id, instruments);
    }

    /**
     * The same, with a bounded memory: of each symbol at least the newest {@code bars} are kept, twice as many at most,
     * and the trades since the first of them opened. Closings are all kept.
     *
     * @param bars 1 or more; no less than the longest look back of any agent
     */
    public static GrowingTape keeping(int bars, String id, List<Instrument> instruments) {
        if (bars < 1) {
            throw new IllegalArgumentException("A tape must keep 1 bar or more, not " + bars);
        }
        var tape = new GrowingTape(id, bars);
        for (var instrument : instruments) {
            if (tape.strips.put(instrument.symbol(), new GrowingStrip(instrument)) != null) {
                throw new IllegalArgumentException(instrument.symbol() + " is on this tape already");
            }
        }
        tape.publish(false);
        return tape;
    }

    // ---- growth

    /**
     * Puts a bar at the end.
     *
     * @return false if it is there already
     * @throws BadTapeException if it closes before the newest bar of any symbol, or contradicts what is there
     * @throws IllegalStateException if the tape is closed
     * @throws IllegalArgumentException if its symbol is not on this tape
     */
    public boolean append(Bar bar) {
        synchronized (this) {
            checkOpen();
            var strip = strip(bar.symbol());
            if (strip.has(bar)) {
                return false;
            }
            checkNewest(strip, bar);
            strip.append(bar);
            addClosing(bar.closeNanos());
            strip.forget(keptBars);
            publish(false);
        }
        tell();
        return true;
    }

    /**
     * Puts trades at the end, each symbol's in the order they happened; readers see all of them at once.
     *
     * @return how many were not there already; a trade in which nothing changed hands does not count
     * @throws BadTapeException if one is older than the one before it, or not after the newest bar's close; those before
     *     it are on the tape
     * @throws IllegalStateException if the tape is closed
     * @throws IllegalArgumentException if a symbol is not on this tape
     */
    public int append(List<Trade> trades) {
        synchronized (this) {
            checkOpen();
            int added = 0;
            try {
                for (var trade : trades) {
                    added += strip(trade.symbol()).append(trade) ? 1 : 0;
                }
            } finally {
                publish(false);
            }
            return added;
        }
    }

    /** Says that nothing more will come; once more changes nothing. */
    public void close() {
        synchronized (this) {
            if (seen.closed()) {
                return;
            }
            publish(true);
        }
        tell();
    }

    @Override
    public boolean isClosed() {
        return seen.closed();
    }

    @Override
    public void onGrowth(Runnable listener) {
        listeners.add(listener);
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }

    private void publish(boolean closed) {
        var now = new TreeMap<Symbol, GrowingStrip.Seen>();
        strips.forEach((symbol, strip) -> now.put(symbol, strip.seen()));
        seen = new Seen(Collections.unmodifiableSortedMap(now), new Moments(closings, closingsSize), closed);
    }

    private void checkOpen() {
        if (seen.closed()) {
            throw new IllegalStateException("Tape " + id + " is closed; nothing can be put on it");
        }
    }

    private void checkNewest(GrowingStrip strip, Bar bar) {
        if (closingsSize > 0 && bar.closeNanos() < closings[closingsSize - 1]) {
            throw strip.bad(
                    Fault.UNSORTED,
                    "a bar that closes at " + Instant.ofEpochSecond(0, bar.closeNanos())
                            + " comes after one that closes at "
                            + Instant.ofEpochSecond(0, closings[closingsSize - 1]));
        }
    }

    private void addClosing(long nanos) {
        if (closingsSize > 0 && closings[closingsSize - 1] == nanos) {
            return;
        }
        closings = Columns.roomFor(closings, closingsSize);
        closings[closingsSize++] = nanos;
    }

    private GrowingStrip strip(Symbol symbol) {
        return Optional.ofNullable(strips.get(symbol)).orElseThrow(() -> notOnTape(symbol));
    }

    // ---- what is on it

    /** What was given as its name: the content is still growing. */
    @Override
    public String id() {
        return id;
    }

    @Override
    public List<Symbol> symbols() {
        return List.copyOf(seen.strips().keySet());
    }

    @Override
    public Instrument instrument(Symbol symbol) {
        return seen(symbol).instrument();
    }

    @Override
    public List<Long> closings() {
        return seen.closings();
    }

    /** The newest bar of a symbol. */
    public Optional<Bar> newestBar(Symbol symbol) {
        return seen(symbol).newestBar();
    }

    /** When the newest trade of a symbol happened, epoch nanoseconds; {@link Long#MIN_VALUE} if there is none. */
    public long newestTradeNanos(Symbol symbol) {
        return seen(symbol).trades().endNanos();
    }

    // ---- as of

    @Override
    public Optional<Bar> barClosingAt(Symbol symbol, long closeNanos) {
        return seen(symbol).bars().closingAt(closeNanos);
    }

    @Override
    public List<Bar> bars(Symbol symbol, long asOfNanos, int most) {
        if (most < 0) {
            throw new IllegalArgumentException("Ask for 0 bars or more, not " + most);
        }
        return seen(symbol).bars().newest(asOfNanos, most);
    }

    @Override
    public List<PricePoint> path(Symbol symbol, long afterNanos, long upToNanos) {
        return seen(symbol).path(afterNanos, upToNanos);
    }

    private GrowingStrip.Seen seen(Symbol symbol) {
        return Optional.ofNullable(seen.strips().get(symbol)).orElseThrow(() -> notOnTape(symbol));
    }

    private IllegalArgumentException notOnTape(Symbol symbol) {
        return new IllegalArgumentException(symbol + " is not on this tape; there is: " + strips.keySet());
    }
}
