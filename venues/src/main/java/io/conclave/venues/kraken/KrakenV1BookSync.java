package io.conclave.venues.kraken;

import io.conclave.domain.order.Side;
import io.conclave.venues.marketdata.BookChecksum;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Ignored;
import java.util.List;

/**
 * Kraken's books in version 1 of its feed, as captures of earlier years have them: {@code [channel, {…}, "book-10", "XBT/USD"]}, with
 * a second object where both sides changed. Only updates carry a checksum, so a snapshot is on trust until the first of them. Trades
 * are not taken from it: they have no id there.
 */
public final class KrakenV1BookSync extends KrakenSync {
    private long updates;

    /**
     * @param depth as subscribed: 10, 25, 100, 500 or 1,000
     * @param checksum with the decimals in which this pair's prices and quantities are written
     */
    public KrakenV1BookSync(Listing listing, int depth, BookChecksum checksum) {
        super(listing, depth, checksum);
    }

    @Override
    protected Outcome onMessage(String frame) {
        var parts = Message.readArray(frame);
        int named = parts.size() - 2;
        if (named < 2 || !parts.get(named).startsWith("book")) {
            return new Ignored("no book");
        }
        return parts.getLast().is(listing.code())
                ? onBook(parts.subList(1, named))
                : new Ignored("of another instrument");
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
        truncate();
        return vouch(sides.getLast().text("c"), ++updates);
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
