package io.conclave.venues.kraken;

import io.conclave.domain.market.Trade;
import io.conclave.domain.order.Side;
import io.conclave.venues.marketdata.BookChecksum;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.UnreadableMessage;
import java.util.List;

/**
 * Kraken's books, channels {@code book} and {@code trade} of version 2: after each update the book is cut to the depth that was
 * subscribed, and its best ten levels must have the checksum that came along.
 *
 * <p>Messages have no number, so the checksum is all there is: subscribed with depth ten, every level is vouched for; with more,
 * those behind the tenth are as good as the connection.
 */
public final class KrakenBookSync extends KrakenSync {
    private long updates;

    /**
     * @param depth as subscribed: 10, 25, 100, 500 or 1,000
     * @param checksum with the decimals that the channel {@code instrument} tells for this pair
     */
    public KrakenBookSync(Listing listing, int depth, BookChecksum checksum) {
        super(listing, depth, checksum);
    }

    @Override
    protected Outcome onMessage(String frame) {
        var message = Message.read(frame);
        return switch (message.textIfAny("channel").orElse("")) {
            case "book" -> onBook(message);
            case "trade" -> onTrades(message);
            default -> new Ignored("neither a book nor trades");
        };
    }

    private Outcome onBook(Message message) {
        boolean whole = message.text("type").equals("snapshot");
        var ours = message.parts("data").filter(this::isOurs).toList();
        if (ours.isEmpty()) {
            return new Ignored("of another instrument");
        }
        if (whole) {
            book.levels().clear();
            updates = 0;
        } else if (!book.inStep()) {
            return new Ignored("before the snapshot");
        }
        return write(ours);
    }

    private Outcome write(List<Message> parts) {
        for (var part : parts) {
            writeSide(part, "bids", Side.BUY);
            writeSide(part, "asks", Side.SELL);
        }
        truncate();
        return vouch(Long.toString(parts.getLast().whole("checksum")), updates++);
    }

    private void writeSide(Message part, String name, Side side) {
        part.parts(name).forEach(level -> {
            long priceE8 = level.price("price").e8();
            long quantityE8 = level.quantity("qty").e8();
            if (!checksum.fit(priceE8, quantityE8)) {
                throw new UnreadableMessage("A level of " + listing.code() + " has more decimals than " + checksum
                        + " expects: ask the channel instrument again.");
            }
            book.levels().set(side, priceE8, quantityE8);
        });
    }

    private Outcome onTrades(Message message) {
        var trades = message.parts("data").filter(this::isOurs).map(this::trade).toList();
        return trades.isEmpty() ? new Ignored("of another instrument") : new Outcome.Printed(trades);
    }

    private Trade trade(Message part) {
        return new Trade(
                listing.symbol(),
                part.text("trade_id"),
                part.nanos("timestamp"),
                part.price("price"),
                part.quantity("qty"));
    }

    private boolean isOurs(Message part) {
        return part.text("symbol").equals(listing.code());
    }
}
