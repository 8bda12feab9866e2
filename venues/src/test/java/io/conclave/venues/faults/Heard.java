package io.conclave.venues.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Trade;
import io.conclave.venues.marketdata.BookFeed;
import io.conclave.venues.marketdata.BookView;
import io.conclave.venues.marketdata.BookView.Depth;
import io.conclave.venues.marketdata.FeedStatus;
import io.conclave.venues.marketdata.FeedStatus.State;
import io.conclave.venues.marketdata.Outcome.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Listens to a feed, and waits for what it is to tell. */
final class Heard implements BookFeed.Listener {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** @param book as it was when it was told */
    record Book(long version, Depth book) {}

    private final int levels;
    private final LinkedBlockingQueue<Object> news = new LinkedBlockingQueue<>();
    private final List<Reason> reasons = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Book> books = new CopyOnWriteArrayList<>();
    private final List<Trade> trades = new CopyOnWriteArrayList<>();

    Heard(int levels) {
        this.levels = levels;
    }

    @Override
    public void onBook(long version, long atNanos, BookView book) {
        var told = new Book(version, book.depth(levels));
        books.add(told);
        news.add(told);
    }

    @Override
    public void onTrades(List<Trade> printed) {
        trades.addAll(printed);
        news.addAll(printed);
    }

    @Override
    public void onStatus(FeedStatus status) {
        told.add(status.told());
        status.reason().ifPresent(reasons::add);
        news.add(status);
    }

    /** Why it was not live, in the order told. */
    List<Reason> reasons() {
        return reasons;
    }

    List<String> told() {
        return told;
    }

    List<Book> books() {
        return books;
    }

    List<Trade> trades() {
        return trades;
    }

    void await(State state) {
        await(it -> it instanceof FeedStatus status && status.state() == state, "that it is " + state);
    }

    /** The client notices a connection that ends within a message when it speaks next; a venue that is not spoken to falls silent. */
    void awaitEnd() {
        await(
                it -> it instanceof FeedStatus status
                        && (status.state() == State.DOWN || status.state() == State.STALE),
                "that the connection has ended");
    }

    void await(Reason reason) {
        await(
                it -> it instanceof FeedStatus status && status.reason().equals(Optional.of(reason)),
                "that it suffers " + reason);
    }

    void awaitBook(Depth book) {
        await(it -> it instanceof Book told && told.book().equals(book), "the book " + book);
    }

    void awaitVersion(long version) {
        await(it -> it instanceof Book told && told.version() == version, "version " + version);
    }

    void awaitTrade(String id) {
        await(it -> it instanceof Trade trade && trade.id().equals(id), "the trade " + id);
    }

    /** What was told before is not looked at again. */
    private void await(Predicate<Object> wanted, String what) {
        try {
            Object next;
            do {
                next = news.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(next)
                        .as("nothing came while waiting for " + what + " after " + reasons)
                        .isNotNull();
            } while (!wanted.test(next));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
