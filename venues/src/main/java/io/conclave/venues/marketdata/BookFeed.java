package io.conclave.venues.marketdata;

import io.conclave.domain.market.Trade;
import java.util.List;

/**
 * One listing's book and trades as they come from a venue: what others listen to.
 *
 * <p>It mends itself: whatever happens to the connection, it says so and tries again until it is closed. While it is not
 * {@link FeedStatus.State#LIVE} there is no book, and the last one told is void.
 */
public interface BookFeed extends AutoCloseable {
    Listing listing();

    /** From any thread. */
    FeedStatus status();

    /**
     * Tells a listener how things stand, then everything that comes. From any thread.
     *
     * @return ends it
     */
    Runnable listen(Listener listener);

    /** Hangs up; listeners are told that it is down, and nothing more. */
    @Override
    void close();

    /**
     * Told one thing after the other, on the feed's own thread, which is not to be held up: a feed that falls behind gives its connection up
     * rather than show an old book.
     */
    interface Listener {
        /**
         * The book has changed.
         *
         * @param version the venue's number of it; where it has none, messages since the snapshot
         * @param atNanos when the message came, local clock, epoch nanoseconds
         * @param book only to be looked at during the call
         */
        default void onBook(long version, long atNanos, BookView book) {}

        /** Somebody traded; each trade is told once, as long as the venue does not tell it again after ten thousand others. */
        default void onTrades(List<Trade> trades) {}

        /** No longer live, or live again. */
        default void onStatus(FeedStatus status) {}
    }
}
