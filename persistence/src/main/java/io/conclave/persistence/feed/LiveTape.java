package io.conclave.persistence.feed;

import io.conclave.agents.BadTapeException;
import io.conclave.agents.GrowingTape;
import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.marketdata.MarketDataStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tape that follows {@code market_data}: at once when it is woken, else each second, so that what another process put
 * there counts too.
 *
 * <p>A closing is shown when it is whole: every instrument has a bar that closes then or later, the feed has ended, or the
 * stragglers have had their time.
 */
final class LiveTape implements MarketTape, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveTape.class);
    private static final long LOOK_AGAIN_MILLIS = 1_000;

    private final MarketDataStore stored;
    private final FeedLog log;
    private final GrowingTape tape;
    private final Terms terms;
    private final SortedMap<Symbol, Line> upcoming = new TreeMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final Semaphore wakes = new Semaphore(0);
    private volatile boolean closing;
    private volatile int shown;
    private volatile boolean recorded;
    private long newestNanos;
    private long incompleteSince;

    /** The bars of one instrument that are not shown yet. */
    private static final class Line {
        private final Symbol symbol;
        private final Deque<Bar> bars = new ArrayDeque<>();
        private long loadedNanos;

        private Line(Symbol symbol, long fromNanos) {
            this.symbol = symbol;
            this.loadedNanos = fromNanos;
        }
    }

    /**
     * @param id identifies the feed
     * @param length of the bars
     * @param fromNanos what was known then or earlier is not read
     * @param stragglers how long a closing waits for instruments that have no bar yet; zero for as long as it takes
     */
    record Terms(String id, List<Instrument> instruments, Duration length, long fromNanos, Duration stragglers) {}

    LiveTape(MarketDataStore stored, FeedLog log, Terms terms) {
        this.stored = stored;
        this.log = log;
        this.terms = terms;
        this.tape = GrowingTape.of(terms.id(), terms.instruments());
        this.newestNanos = terms.fromNanos();
        for (var instrument : terms.instruments()) {
            upcoming.put(instrument.symbol(), new Line(instrument.symbol(), terms.fromNanos()));
        }
        this.thread = Thread.ofPlatform().daemon().name("conclave-tape").unstarted(this::run);
    }

    /** Reads what is there, and follows. */
    void start() {
        follow();
        thread.start();
    }

    void wake() {
        wakes.release();
    }

    /** Whether the feed is played from a recording. */
    boolean isRecorded() {
        return recorded;
    }

    private void run() {
        try {
            while (await() && !isClosed()) {
                try {
                    follow();
                } catch (IllegalStateException e) {
                    LOG.warn("The market cannot be followed, trying again: {}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean await() throws InterruptedException {
        if (wakes.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
            wakes.drainPermits();
        }
        return !closing;
    }

    private void follow() {
        // Asked before the bars are: the bars before an end are stored before it is.
        var standing = log.standing();
        recorded = standing.recorded();
        upcoming.values().forEach(this::load);
        var next = nextClosing();
        while (next.isPresent() && isWhole(next.getAsLong(), standing)) {
            show(next.getAsLong());
            next = nextClosing();
        }
        if (next.isEmpty() && standing.endedAt().isPresent()) {
            appendTrades(Long.MAX_VALUE);
            tape.close();
            tell();
        }
    }

    private void load(Line line) {
        for (var bar : stored.bars(line.symbol, terms.length(), line.loadedNanos, Long.MAX_VALUE)) {
            line.bars.addLast(bar);
            line.loadedNanos = bar.closeNanos();
        }
    }

    private OptionalLong nextClosing() {
        return upcoming.values().stream()
                .filter(line -> !line.bars.isEmpty())
                .mapToLong(line -> line.bars.getFirst().closeNanos())
                .min();
    }

    private boolean isWhole(long closing, FeedLog.Standing standing) {
        boolean allThere = upcoming.values().stream().noneMatch(line -> line.bars.isEmpty());
        if (allThere
                || (standing.endedAt().isPresent()
                        && closing <= standing.endedAt().getAsLong())) {
            incompleteSince = 0;
            return true;
        }
        if (incompleteSince == 0) {
            incompleteSince = System.nanoTime();
        }
        boolean waitedEnough = !terms.stragglers().isZero()
                && System.nanoTime() - incompleteSince >= terms.stragglers().toNanos();
        if (waitedEnough) {
            incompleteSince = 0;
        }
        return waitedEnough;
    }

    private void show(long closing) {
        appendTrades(closing);
        for (var line : upcoming.values()) {
            if (!line.bars.isEmpty() && line.bars.getFirst().closeNanos() == closing) {
                append(line.bars.removeFirst());
            }
        }
        newestNanos = closing;
        shown = tape.closings().size();
        tell();
    }

    private void appendTrades(long upToNanos) {
        for (var symbol : upcoming.keySet()) {
            tape.append(stored.trades(symbol, newestNanos, upToNanos));
        }
    }

    private void append(Bar bar) {
        try {
            tape.append(bar);
        } catch (BadTapeException e) {
            LOG.warn("A bar came too late to be decided upon, and is left out: {}", e.getMessage());
        }
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public void close() {
        closing = true;
        wakes.release();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the tape

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
        return tape.closings().subList(0, shown);
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
        listeners.add(listener);
    }

    @Override
    public void look() {
        wake();
    }
}
