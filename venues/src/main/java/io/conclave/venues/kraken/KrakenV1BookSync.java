package io.conclave.venues.kraken;

import io.conclave.domain.order.Side;
import io.conclave.venues.marketdata.BookChecksum;
import io.conclave.venues.marketdata.BookSync;
import io.conclave.venues.marketdata.BookView;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Remedy;
import io.conclave.venues.marketdata.Outcome.Resync;
import io.conclave.venues.marketdata.TrackedBook;
import io.conclave.venues.marketdata.UnreadableMessage;
import java.util.List;
import java.util.Optional;

/**
 * Kraken's books in version 1 of its feed, as captures of earlier years have them: {@code [channel, {…}, "book-10", "XBT/USD"]}, with
 * a second object where both sides changed. Only updates carry a checksum, so a snapshot is on trust until the first of them. Trades
 * are not taken from it: they have no id there.
 */
public final class KrakenV1BookSync implements BookSync {
    private final Listing listing;
    private final int depth;
    private final BookChecksum checksum;
    private final TrackedBook book = new TrackedBook(Remedy.SUBSCRIBE);
    private long updates;

    /**
     * @param depth as subscribed: 10, 25, 100, 500 or 1,000
     * @param checksum with the decimals in which this pair's prices and quantities are written
     */
    public KrakenV1BookSync(Listing listing, int depth, BookChecksum checksum) {
        if (depth < BookChecksum.LEVELS) {
            throw new IllegalArgumentException("Kraken's books have at least ten levels a side, not " + depth);
        }
        this.listing = listing;
        this.depth = depth;
        this.checksum = checksum;
    }

    @Override
    public Outcome onFrame(String frame) {
        try {
            var parts = Message.readArray(frame);
            int named = parts.size() - 2;
            if (named < 2 || !parts.get(named).startsWith("book")) {
                return new Ignored("no book");
            }
            return parts.getLast().is(listing.code())
                    ? onBook(parts.subList(1, named))
                    : new Ignored("of another instrument");
        } catch (UnreadableMessage e) {
            return restart(Reason.UNREADABLE, e.told());
        }
    }

    @Override
    public Outcome onSnapshot(String answer) {
        return new Ignored("Kraken's snapshots come in the stream");
    }

    @Override
    public Resync restart(Reason reason, String told) {
        return book.lose(reason, told);
    }

    @Override
    public Optional<BookView> book() {
        return book.view();
    }

    private Outcome onBook(List<Message> sides) {
        if (sides.getFirst().has("as") || sides.getFirst().has("bs")) {
            book.levels().clear();
            updates = 0;
            write(sides, "as", "bs");
            return book.settle(updates);
        }
        if (!book.inStep()) {
            return new Ignored("before the snapshot");
        }
        write(sides, "a", "b");
        book.levels().truncate(depth);
        long ours = checksum.of(book.levels());
        var theirs = sides.getLast().text("c");
        if (!theirs.equals(Long.toString(ours))) {
            return book.lose(
                    Reason.CHECKSUM,
                    "The book of " + listing.code() + " has checksum " + ours + ", and Kraken's has " + theirs + ".");
        }
        return book.settle(++updates);
    }

    private void write(List<Message> sides, String asks, String bids) {
        for (var side : sides) {
            if (side.has(asks)) {
                side.writePairs(asks, Side.SELL, book.levels());
            }
            if (side.has(bids)) {
                side.writePairs(bids, Side.BUY, book.levels());
            }
        }
    }
}
