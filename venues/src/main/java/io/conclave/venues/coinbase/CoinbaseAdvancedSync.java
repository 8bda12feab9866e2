package io.conclave.venues.coinbase;

import io.conclave.domain.market.Trade;
import io.conclave.domain.order.Side;
import io.conclave.venues.marketdata.Listing;
import io.conclave.venues.marketdata.Message;
import io.conclave.venues.marketdata.Outcome;
import io.conclave.venues.marketdata.Outcome.Ignored;
import io.conclave.venues.marketdata.Outcome.Reason;
import io.conclave.venues.marketdata.Outcome.Resync;
import io.conclave.venues.marketdata.StreamedBookSync;
import io.conclave.venues.marketdata.UnreadableMessage;
import java.util.OptionalLong;

/**
 * Coinbase's Advanced Trade feed, channels {@code level2} (told as {@code l2_data}) and {@code market_trades}. Every message of a
 * connection, of whatever channel, has the next {@code sequence_num}: a missing one may have been the book's.
 */
public final class CoinbaseAdvancedSync extends StreamedBookSync {
    /** Number of the newest message; empty before the first of a connection. */
    private OptionalLong last = OptionalLong.empty();

    public CoinbaseAdvancedSync(Listing listing) {
        super(listing);
    }

    @Override
    protected Outcome onMessage(String frame) {
        return inTurn(Message.read(frame));
    }

    @Override
    protected void forget() {
        last = OptionalLong.empty();
    }

    private Outcome inTurn(Message message) {
        if (!message.has("sequence_num")) {
            return new Ignored("not numbered");
        }
        long number = message.whole("sequence_num");
        if (last.isPresent() && number <= last.getAsLong()) {
            return new Ignored("heard before, or given up");
        }
        long expected = last.isPresent() ? last.getAsLong() + 1 : number;
        last = OptionalLong.of(number);
        if (number == expected) {
            return onChannel(message, number);
        }
        var lost = book.lose(Reason.GAP, "Message " + number + " came where " + expected + " was due.");
        var outcome = onChannel(message, number);
        // A snapshot mends what the gap before it has broken; nothing else does.
        return book.inStep() ? outcome : lost;
    }

    private Outcome onChannel(Message message, long number) {
        return switch (message.text("channel")) {
            case "l2_data" -> onBook(message, number);
            case "market_trades" -> onTrades(message);
            default -> new Ignored("neither a book nor trades");
        };
    }

    private Outcome onBook(Message message, long number) {
        Outcome outcome = new Ignored("of another instrument");
        for (var event : message.parts("events").filter(this::isOurs).toList()) {
            boolean whole = event.text("type").equals("snapshot");
            if (whole) {
                book.levels().clear();
            }
            if (!whole && !book.inStep()) {
                return outcome instanceof Resync ? outcome : new Ignored("before the snapshot");
            }
            event.parts("updates").forEach(this::write);
            outcome = book.settle(number);
        }
        return outcome;
    }

    private void write(Message update) {
        var side = switch (update.text("side")) {
            case "bid" -> Side.BUY;
            case "offer", "ask" -> Side.SELL;
            default -> throw new UnreadableMessage("An update has no side: " + update.text("side"));
        };
        book.levels()
                .set(
                        side,
                        update.price("price_level").e8(),
                        update.quantity("new_quantity").e8());
    }

    private Outcome onTrades(Message message) {
        var trades = message.parts("events")
                .flatMap(event -> event.parts("trades"))
                .filter(this::isOurs)
                .map(this::trade)
                .toList();
        return trades.isEmpty() ? new Ignored("of another instrument") : new Outcome.Printed(trades);
    }

    private Trade trade(Message part) {
        return new Trade(
                listing.symbol(),
                part.text("trade_id"),
                part.nanos("time"),
                part.price("price"),
                part.quantity("size"));
    }

    private boolean isOurs(Message part) {
        return part.text("product_id").equals(listing.code());
    }
}
