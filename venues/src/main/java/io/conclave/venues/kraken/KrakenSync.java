package io.conclave.venues.kraken;

import io.conclave.venues.marketdata.BookChecksum;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.StreamedBookSync;

/** What both versions of Kraken's feed share: a book of a depth, vouched for by the checksum over its best ten levels. */
abstract class KrakenSync extends StreamedBookSync {
    protected final BookChecksum checksum;
    private final int depth;

    /** @param depth as subscribed: 10, 25, 100, 500 or 1,000 */
    KrakenSync(Listing listing, int depth, BookChecksum checksum) {
        super(listing);
        if (depth < BookChecksum.LEVELS) {
            throw new IllegalArgumentException("Kraken's books have at least ten levels a side, not " + depth);
        }
        this.depth = depth;
        this.checksum = checksum;
    }

    protected final void truncate() {
        book.levels().truncate(depth);
    }

    /** Settles the book if it has this checksum. */
    protected final Outcome vouch(String theirs, long version) {
        var ours = Long.toString(checksum.of(book.levels()));
        if (!ours.equals(theirs)) {
            return book.lose(
                    Reason.CHECKSUM,
                    "The book of " + listing.code() + " has checksum " + ours + ", and Kraken's has " + theirs + ".");
        }
        return book.settle(version);
    }
}
