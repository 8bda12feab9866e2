package io.conclave.persistence.feed;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.StreamName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Publishes one instrument's trades as its venue tells them, and the bars they make.
 *
 * <p>A bar of which any trade may be unknown is left out: one that was open when the feed began or broke, or when more came
 * than could be taken. Trades are published all the same. Whoever tells is never held up; while the bus is away, as many
 * messages wait as {@link Terms} allow.
 */
public final class LiveFeed implements AutoCloseable {
    private final Terms terms;
    private final BarMaker maker;
    private final Posting posting;
    private final Consumer<String> trouble;
    private final BlockingQueue<Told> waiting;
    private final AtomicLong bars = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    /** Something was told and not taken. */
    private volatile boolean overrun;

    /** Whether something is missing, and bars begin anew when the time is next told. Only for the feed's thread. */
    private boolean holed;

    /**
     * What is published, and how.
     *
     * @param interval of the bars, which begin at its multiples since the epoch
     * @param source begins the ids of trades: the venue's name
     * @param grace how long after its close a bar waits for trades that are on their way
     * @param mostWaiting messages that may wait for the bus
     */
    public record Terms(Symbol symbol, Duration interval, String source, Duration grace, int mostWaiting) {}

    private sealed interface Told {}

    private record Trades(List<Trade> trades) implements Told {}

    private record Heard(long sinceNanos) implements Told {}

    private record Unheard() implements Told {}

    private record Time(long nowNanos, boolean heard) implements Told {}

    private LiveFeed(Bus bus, Terms terms, Consumer<String> trouble) {
        this.terms = terms;
        this.maker = new BarMaker(terms.symbol(), terms.interval().toNanos());
        this.posting = new Posting(bus, trouble);
        this.trouble = trouble;
        this.waiting = new ArrayBlockingQueue<>(terms.mostWaiting());
        this.thread = Thread.ofVirtual().name("feed-" + terms.symbol()).unstarted(this::run);
    }

    /**
     * Publishes until it is closed.
     *
     * @param trouble told once when something keeps the feed from being published, and once when it is over
     */
    public static LiveFeed open(Bus bus, Terms terms, Consumer<String> trouble) {
        var feed = new LiveFeed(bus, terms, trouble);
        feed.thread.start();
        return feed;
    }

    // ---- told by the venue's side, one after the other

    /** What traded; each trade once. */
    public void trades(List<Trade> trades) {
        tell(new Trades(List.copyOf(trades)));
    }

    /** Every trade from this moment on will be told, UTC epoch nanoseconds. */
    public void heard(long sinceNanos) {
        tell(new Heard(sinceNanos));
    }

    /** The venue is not heard, or not wholly: trades may be missing. */
    public void unheard() {
        tell(new Unheard());
    }

    /** What time it is, bars go by it; and how {@link #heard} and {@link #unheard} stand. */
    public void time(long nowNanos, boolean heard) {
        tell(new Time(nowNanos, heard));
    }

    private void tell(Told told) {
        if (!waiting.offer(told)) {
            overrun = true;
        }
    }

    // ---- asked

    /** Bars published. */
    public long bars() {
        return bars.get();
    }

    /** Completes when it is closed; fails when nothing more can be published. */
    public CompletionStage<Void> ended() {
        return ended;
    }

    // ---- on the feed's thread

    private void run() {
        try {
            while (true) {
                take(waiting.take());
            }
        } catch (InterruptedException e) {
            ended.complete(null);
        } catch (IllegalStateException e) {
            ended.completeExceptionally(e);
        }
    }

    private void take(Told told) throws InterruptedException {
        if (overrun) {
            overrun = false;
            holed = true;
            maker.unheard();
            trouble.accept("More of " + terms.symbol() + " came than could be published: its open bar is left out");
        }
        switch (told) {
            case Trades(var trades) -> publish(trades);
            case Heard(long since) -> maker.heard(since);
            case Unheard() -> maker.unheard();
            case Time(long now, boolean heard) -> pass(now, heard);
        }
    }

    private void publish(List<Trade> trades) throws InterruptedException {
        maker.told(trades);
        for (int from = 0; from < trades.size(); from += TradesItem.MOST) {
            var part = trades.subList(from, Math.min(trades.size(), from + TradesItem.MOST)).stream()
                    .map(this::named)
                    .toList();
            posting.publish(StreamName.TRADES, new TradesItem(part).toItem());
        }
    }

    /** Venues number their trades each in their way. */
    private Trade named(Trade trade) {
        return new Trade(
                trade.symbol(), terms.source() + ":" + trade.id(), trade.atNanos(), trade.price(), trade.amount());
    }

    private void pass(long now, boolean heard) throws InterruptedException {
        if (holed && heard) {
            maker.heard(now);
        }
        holed = false;
        for (var bar : maker.close(now - terms.grace().toNanos())) {
            // What a bar is made of goes before it.
            posting.settle();
            posting.publish(StreamName.BARS, bar.toItem());
            posting.settle();
            bars.incrementAndGet();
        }
    }

    /** What was told and is not published yet is dropped. */
    @Override
    public void close() {
        thread.interrupt();
        ended.exceptionally(_ -> null).join();
    }
}
