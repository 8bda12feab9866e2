package io.conclave.persistence.feed;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.persistence.streams.Item;
import java.util.ArrayList;
import java.util.List;

/** An item of the stream {@code trades}: up to {@link #MOST} of one symbol, in the order they happened. */
record TradesItem(List<Trade> trades) {
    static final int MOST = 512;

    private static final int LONGEST_ID = 128;

    TradesItem {
        trades = List.copyOf(trades);
    }

    /** @throws BadItemException if it holds no trades, too many, or one that is none */
    static TradesItem read(String id, String body) {
        var fields = Fields.of("trades item " + id, body);
        var symbol = fields.symbol("symbol");
        var trades = new ArrayList<Trade>();
        for (var each : fields.objects("trades")) {
            trades.add(trade(symbol, each));
        }
        if (trades.isEmpty() || trades.size() > MOST) {
            throw fields.bad("trades", "must hold 1 to " + MOST + " trades, not " + trades.size());
        }
        return new TradesItem(trades);
    }

    private static Trade trade(Symbol symbol, Fields fields) {
        var id = fields.text("id");
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw fields.bad("id", "must have 1 to " + LONGEST_ID + " characters");
        }
        var quantity = fields.quantity("quantity");
        if (quantity.e8() <= 0) {
            throw fields.bad("quantity", "must be positive");
        }
        return new Trade(symbol, id, fields.nanos("at"), fields.price("price"), quantity);
    }

    Item toItem() {
        var json = Fields.object().put("symbol", trades.getFirst().symbol().name());
        var list = json.putArray("trades");
        for (Trade trade : trades) {
            list.addObject()
                    .put("id", trade.id())
                    .put("at", Fields.moment(trade.atNanos()))
                    .put("price", trade.price().toString())
                    .put("quantity", trade.amount().toString());
        }
        var body = json.toString();
        return Item.of(ContentId.of("trades", body), body);
    }
}
