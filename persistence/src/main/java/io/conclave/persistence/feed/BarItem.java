package io.conclave.persistence.feed;

import io.conclave.domain.market.Bar;
import io.conclave.persistence.streams.Item;
import java.util.List;
import java.util.Optional;

/**
 * The item that brings a bar, and says what must be stored before it may be.
 *
 * @param trades how many trades it is made of; empty if its feed brings none
 * @param tradesAfterNanos where those trades begin, exclusive; they end with the close
 * @param news ids of the news that was known at its close
 * @param previousNanos when the bar before it closed, if it must be there first
 * @param recorded whether it is played from a recording, so that its age means nothing
 */
record BarItem(
        Bar bar,
        Optional<Integer> trades,
        long tradesAfterNanos,
        List<String> news,
        Optional<Long> previousNanos,
        boolean recorded)
        implements BarsItem {
    BarItem {
        news = List.copyOf(news);
    }

    static BarItem read(Fields fields) {
        var bar = bar(fields);
        if (bar.low().e8() <= 0) {
            throw fields.bad("low", "must be positive");
        }
        return new BarItem(
                bar,
                fields.has("trades") ? Optional.of(fields.count("trades")) : Optional.empty(),
                fields.nanosIfGiven("trades_after").orElse(bar.openNanos()),
                fields.texts("news"),
                fields.nanosIfGiven("previous"),
                fields.isTrue("recorded"));
    }

    private static Bar bar(Fields fields) {
        var symbol = fields.symbol("symbol");
        long open = fields.nanos("open_at");
        long close = fields.nanos("close_at");
        var prices = List.of(fields.price("open"), fields.price("high"), fields.price("low"), fields.price("close"));
        var volume = fields.quantity("volume");
        try {
            return new Bar(symbol, open, close, prices.get(0), prices.get(1), prices.get(2), prices.get(3), volume);
        } catch (IllegalArgumentException e) {
            throw new BadItemException("The bar cannot be taken in: " + e.getMessage(), e);
        }
    }

    /** The id says symbol, length and close: whoever plays the same bar again publishes the same item. */
    Item toItem() {
        var json = Fields.object()
                .put("symbol", bar.symbol().name())
                .put("open_at", Fields.moment(bar.openNanos()))
                .put("close_at", Fields.moment(bar.closeNanos()))
                .put("open", bar.open().toString())
                .put("high", bar.high().toString())
                .put("low", bar.low().toString())
                .put("close", bar.close().toString())
                .put("volume", bar.volume().toString());
        trades.ifPresent(count -> json.put("trades", count));
        if (trades.isPresent() && tradesAfterNanos != bar.openNanos()) {
            json.put("trades_after", Fields.moment(tradesAfterNanos));
        }
        if (!news.isEmpty()) {
            news.forEach(json.putArray("news")::add);
        }
        previousNanos.ifPresent(at -> json.put("previous", Fields.moment(at)));
        if (recorded) {
            json.put("recorded", true);
        }
        return Item.of(ContentId.of("bar", json.toString()), json.toString());
    }
}
