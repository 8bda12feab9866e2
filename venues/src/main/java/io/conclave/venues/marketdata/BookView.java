package io.conclave.venues.marketdata;

import io.conclave.domain.market.BookLevel;
import java.util.List;
import java.util.Optional;

/** A book to look at: what waits at each price, best first. It changes under whoever looks; {@link #depth} is a copy. */
public interface BookView {
    /** The highest price somebody pays; empty if nobody bids. */
    Optional<BookLevel> bestBid();

    /** The lowest price somebody sells at; empty if nobody asks. */
    Optional<BookLevel> bestAsk();

    /** The best levels of both sides, at most {@code levels} of each. */
    Depth depth(int levels);

    /** Whether the best bid is not below the best ask: no market stands so, hence the book is wrong. */
    boolean crossed();

    /** What a book held at a moment, best first: bids fall, asks rise. */
    record Depth(List<BookLevel> bids, List<BookLevel> asks) {
        public Depth {
            bids = List.copyOf(bids);
            asks = List.copyOf(asks);
        }
    }
}
