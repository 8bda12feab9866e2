package io.conclave.persistence.feed;

import io.conclave.domain.market.Symbol;
import io.conclave.persistence.streams.Item;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The end of a feed: no bar follows.
 *
 * @param atNanos the moment up to which the market was recorded
 * @param trades how many trades of each symbol came after its last bar
 */
record EndItem(long atNanos, SortedMap<Symbol, Integer> trades) implements BarsItem {
    static EndItem read(Fields fields) {
        var trades = new TreeMap<Symbol, Integer>();
        if (fields.has("trades")) {
            for (var each : fields.objects("trades")) {
                trades.put(each.symbol("symbol"), each.count("count"));
            }
        }
        return new EndItem(fields.nanos("at"), trades);
    }

    Item toItem() {
        var json = Fields.object().put("end", true).put("at", Fields.moment(atNanos));
        if (!trades.isEmpty()) {
            var list = json.putArray("trades");
            for (Map.Entry<Symbol, Integer> each : trades.entrySet()) {
                list.addObject().put("symbol", each.getKey().name()).put("count", each.getValue());
            }
        }
        return Item.of(ContentId.of("end", json.toString()), json.toString());
    }
}
