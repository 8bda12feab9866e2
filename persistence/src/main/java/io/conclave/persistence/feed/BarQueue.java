package io.conclave.persistence.feed;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.orchestrator.failpoint.Failpoint;
import io.conclave.persistence.marketdata.MarketDataStore;
import io.conclave.persistence.marketdata.MarketDataWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bars that wait for what they are made of, in the order they came: each is stored once its trades, its news and the bar
 * before it are, never earlier, so that whoever reads a bar can read all that belongs to it.
 *
 * <p>One thread; when the database is away it tries again, for as long as it takes.
 */
final class BarQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BarQueue.class);
    private static final int AT_ONCE = 256;
    private static final long LOOK_AGAIN_MILLIS = 250;
    private static final long DATABASE_AWAY_MILLIS = 1_000;

    private final MarketDataStore stored;
    private final MarketDataWriter writer;
    private final StoredNews news;
    private final FeedLog log;
    private final Duration patience;
    private final Runnable told;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Map<Symbol, Long> newest = new HashMap<>();
    private final Thread thread;
    private final Semaphore wakes = new Semaphore(0);
    private volatile boolean closing;
    private FeedLog.Standing standing = new FeedLog.Standing(false, OptionalLong.empty());

    private record Waiting(BarsItem item, CompletableFuture<Void> done, long sinceNanos) {}

    /**
     * @param patience how long a bar may wait for what it is made of, before it is refused; zero for ever
     * @param told called when something was stored
     */
    BarQueue(
            MarketDataStore stored,
            MarketDataWriter writer,
            StoredNews news,
            FeedLog log,
            Duration patience,
            Runnable told) {
        this.stored = stored;
        this.writer = writer;
        this.news = news;
        this.log = log;
        this.patience = patience;
        this.told = told;
        this.thread = Thread.ofPlatform().daemon().name("conclave-bars").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Completes when it is stored; fails if what it is made of does not come. */
    CompletionStage<Void> take(BarsItem item) {
        var done = new CompletableFuture<Void>();
        synchronized (waiting) {
            waiting.addLast(new Waiting(item, done, System.nanoTime()));
        }
        wake();
        return done;
    }

    /** Something was stored that a bar may have waited for. */
    void wake() {
        wakes.release();
    }

    private void run() {
        try {
            while (true) {
                long rest = LOOK_AGAIN_MILLIS;
                try {
                    if (storeWhatIsReady()) {
                        continue;
                    }
                } catch (IllegalStateException e) {
                    LOG.warn("Bars cannot be taken in, trying again: {}", e.getMessage());
                    rest = DATABASE_AWAY_MILLIS;
                }
                if (!await(rest)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when the queue is closed. */
    private boolean await(long millis) throws InterruptedException {
        if (wakes.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            wakes.drainPermits();
        }
        return !closing;
    }

    private boolean storeWhatIsReady() throws InterruptedException {
        var ready = new ArrayList<Waiting>();
        var held = new HashSet<Symbol>();
        boolean recorded = false;
        for (var next : first()) {
            switch (next.item()) {
                case BarItem item -> {
                    if (held.contains(item.bar().symbol())) {
                        continue;
                    }
                    var lacking = lacking(item);
                    if (lacking.isEmpty()) {
                        ready.add(next);
                        recorded |= item.recorded();
                        newest.put(item.bar().symbol(), item.bar().closeNanos());
                    } else if (isRefused(next, lacking.get())) {
                        return true;
                    } else if (isThereBefore(item)) {
                        // Those behind it have it to wait for.
                        held.add(item.bar().symbol());
                    }
                }
                case EndItem end -> {
                    if (ready.isEmpty() && held.isEmpty() && isEnded(next, end)) {
                        return true;
                    }
                }
            }
        }
        if (recorded && !standing.recorded()) {
            note(new FeedLog.Standing(true, log.standing().endedAt()));
        }
        store(ready);
        return !ready.isEmpty();
    }

    private List<Waiting> first() {
        synchronized (waiting) {
            return waiting.stream().limit(AT_ONCE).toList();
        }
    }

    /** What a bar waits for; empty if it may be stored. */
    private Optional<String> lacking(BarItem item) {
        var bar = item.bar();
        if (!isThereBefore(item)) {
            return Optional.of("the bar before it");
        }
        int trades = item.trades()
                .map(wanted -> stored.missing(bar.symbol(), item.tradesAfterNanos(), bar.closeNanos(), wanted))
                .orElse(0);
        if (trades > 0) {
            return Optional.of(trades + " of its trades");
        }
        int unread = item.news().isEmpty() ? 0 : news.missing(item.news());
        return unread > 0 ? Optional.of(unread + " items of news") : Optional.empty();
    }

    private boolean isThereBefore(BarItem item) {
        return item.previousNanos().map(before -> isThere(item.bar(), before)).orElse(true);
    }

    private boolean isThere(Bar bar, long closeNanos) {
        Long last = newest.get(bar.symbol());
        return (last != null && last == closeNanos)
                || stored.latest(bar.symbol(), Duration.ofNanos(bar.closeNanos() - bar.openNanos()), closeNanos)
                        .filter(before -> before.closeNanos() == closeNanos)
                        .isPresent();
    }

    private boolean isRefused(Waiting head, String lacking) {
        if (patience.isZero() || System.nanoTime() - head.sinceNanos() < patience.toNanos()) {
            return false;
        }
        remove(List.of(head));
        head.done()
                .completeExceptionally(new BadItemException(
                        head.item() instanceof BarItem item
                                ? "The bar of " + item.bar().symbol() + " that closed at "
                                        + Fields.moment(item.bar().closeNanos()) + " still lacks " + lacking + " after "
                                        + patience.toSeconds() + " seconds"
                                : "The end of the feed still lacks " + lacking));
        return true;
    }

    private boolean isEnded(Waiting waits, EndItem end) {
        for (var each : end.tails().entrySet()) {
            var lacking = lacking(each.getKey(), each.getValue(), end.atNanos());
            if (lacking.isPresent()) {
                return isRefused(waits, lacking.get());
            }
        }
        note(new FeedLog.Standing(log.standing().recorded(), OptionalLong.of(end.atNanos())));
        settle(List.of(waits));
        return true;
    }

    private Optional<String> lacking(Symbol symbol, EndItem.Tail tail, long atNanos) {
        boolean isThere = stored.latest(symbol, tail.length(), tail.closeNanos())
                .filter(last -> last.closeNanos() == tail.closeNanos())
                .isPresent();
        if (!isThere) {
            return Optional.of("the last bar of " + symbol);
        }
        int trades = stored.missing(symbol, tail.closeNanos(), atNanos, tail.trades());
        return trades > 0 ? Optional.of(trades + " trades of " + symbol) : Optional.empty();
    }

    private void note(FeedLog.Standing now) {
        log.note(now);
        standing = now;
    }

    private void store(List<Waiting> ready) throws InterruptedException {
        var writes = new ArrayList<CompletableFuture<Void>>();
        for (var each : ready) {
            if (each.item() instanceof BarItem item) {
                writes.add(writer.putBars(List.of(item.bar())).toCompletableFuture());
            }
        }
        var done = new ArrayList<Waiting>();
        for (int i = 0; i < writes.size(); i++) {
            var waits = ready.get(i);
            switch (outcome(writes.get(i))) {
                case Outcome.Stored _ -> done.add(waits);
                case Outcome.Failed(Throwable why) -> {
                    remove(List.of(waits));
                    waits.done().completeExceptionally(why);
                }
            }
        }
        settle(done);
    }

    private sealed interface Outcome {
        record Stored() implements Outcome {}

        record Failed(Throwable why) implements Outcome {}
    }

    private static Outcome outcome(CompletableFuture<Void> write) throws InterruptedException {
        try {
            write.get();
            return new Outcome.Stored();
        } catch (ExecutionException e) {
            return new Outcome.Failed(e.getCause() == null ? e : e.getCause());
        }
    }

    private void settle(List<Waiting> done) {
        if (done.isEmpty()) {
            return;
        }
        Failpoint.reached("feed.stored");
        remove(done);
        told.run();
        done.forEach(each -> each.done().complete(null));
    }

    private void remove(List<Waiting> gone) {
        synchronized (waiting) {
            waiting.removeAll(gone);
        }
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
}
