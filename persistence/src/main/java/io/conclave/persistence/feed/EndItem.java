package io.conclave.persistence.feed;

import io.conclave.domain.market.Symbol;
import io.conclave.persistence.streams.Item;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The end of a feed: no bar follows.
 *
 * @param atNanos the moment up to which the market was recorded
 * @param tails what must be stored of each symbol before the end may be believed
 */
record EndItem(long atNanos, SortedMap<Symbol, Tail> tails) implements BarsItem {
    /**
     * How the record of a symbol ends.
     *
     * @param openNanos of the last bar
     * @param closeNanos of the last bar
     * @param trades how many came after it
     */
    record Tail(long openNanos, long closeNanos, int trades) {
        Duration length() {
            return Duration.ofNanos(closeNanos - openNanos);
        }
    }

    static EndItem read(Fields fields) {
        var tails = new TreeMap<Symbol, Tail>();
        if (fields.has("after")) {
            for (var each : fields.objects("after")) {
                var tail = new Tail(each.nanos("open_at"), each.nanos("close_at"), each.count("trades"));
                if (tail.openNanos() >= tail.closeNanos()) {
                    throw each.bad("close_at", "must be later than open_at");
                }
                tails.put(each.symbol("symbol"), tail);
            }
        }
        return new EndItem(fields.nanos("at"), tails);
    }

    Item toItem() {
        var json = Fields.object().put("end", true).put("at", Fields.moment(atNanos));
        var after = json.putArray("after");
        tails.forEach((symbol, tail) -> after.addObject()
                .put("symbol", symbol.name())
                .put("open_at", Fields.moment(tail.openNanos()))
                .put("close_at", Fields.moment(tail.closeNanos()))
                .put("trades", tail.trades()));
        return Item.of(ContentId.of("end", json.toString()), json.toString());
    }
}
