package io.conclave.http.book;

import io.conclave.domain.market.BookLevel;
import java.time.Instant;
import java.util.List;

/**
 * The difference between two states of a book. Quantities are absolute; zero removes the level.
 *
 * @param previousSeq the state it starts from
 * @param seq the state it leads to
 */
public record BookDelta(long previousSeq, long seq, Instant at, List<BookLevel> bids, List<BookLevel> asks) {
    public BookDelta {
        bids = List.copyOf(bids);
        asks = List.copyOf(asks);
    }

    /** Whether nothing a reader sees has changed. */
    public boolean isEmpty() {
        return bids.isEmpty() && asks.isEmpty();
    }
}
