package io.conclave.venues.coinbase;

import io.conclave.domain.market.Trade;
import io.conclave.domain.order.Side;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.StreamedBookSync;
import java.util.List;

/**
 * Coinbase's older feed, channels {@code level2} and {@code matches}: a snapshot, then changes.
 *
 * <p>Its changes carry a time but no number: one that came late is noticed, one that never came is not, unless the book crosses.
 * What has to be sure follows {@link CoinbaseAdvancedSync}.
 */
public final class CoinbaseExchangeSync extends StreamedBookSync {
    private long updates;

    /** Time of the newest change of this connection; a change that was overtaken must not get onto a newer snapshot either. */
    private long lastNanos = Long.MIN_VALUE;

    public CoinbaseExchangeSync(Listing listing) {
        super(listing);
    }

    @Override
    protected Outcome onMessage(String frame) {
        var message = Message.read(frame);
        var type = message.text("type");
        if (!message.textIfAny("product_id").map(listing.code()::equals).orElse(false)) {
            return new Ignored("of another instrument, or of none");
        }
        return switch (type) {
            case "snapshot" -> onWhole(message);
            case "l2update" -> onChanges(message);
            case "match", "last_match" -> print(message);
            default -> new Ignored("neither a book nor a trade");
        };
    }

    @Override
    protected void forget() {
        lastNanos = Long.MIN_VALUE;
    }

    private Outcome onWhole(Message message) {
        book.levels().clear();
        message.writePairs("bids", Side.BUY, book.levels());
        message.writePairs("asks", Side.SELL, book.levels());
        updates = 0;
        return book.settle(updates);
    }

    private Outcome onChanges(Message message) {
        long atNanos = message.nanos("time");
        boolean late = atNanos < lastNanos;
        lastNanos = Math.max(lastNanos, atNanos);
        if (!book.inStep()) {
            return new Ignored("before the snapshot");
        }
        if (late) {
            return book.lose(
                    Reason.OUT_OF_ORDER,
                    "A change of " + listing.code() + " at " + message.text("time") + " came after a later one.");
        }
        message.writeChanges("changes", book.levels());
        updates++;
        return book.settle(updates);
    }

    private Outcome print(Message message) {
        return new Outcome.Printed(List.of(new Trade(
                listing.symbol(),
                message.text("trade_id"),
                message.nanos("time"),
                message.price("price"),
                message.quantity("size"))));
    }
}
