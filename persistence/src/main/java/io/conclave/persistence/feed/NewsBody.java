package io.conclave.persistence.feed;

import io.conclave.agents.analyst.NewsItem;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.streams.Item;

/** An item of the stream {@code news}. */
final class NewsBody {
    private NewsBody() {}

    /** @throws BadItemException if it is no piece of news */
    static NewsItem read(String itemId, String body) {
        var fields = Fields.of("news item " + itemId, body);
        try {
            return new NewsItem(
                    fields.text("id"),
                    fields.nanos("published_at"),
                    fields.nanos("ingested_at"),
                    fields.text("source"),
                    fields.text("headline"),
                    fields.textOr("body", ""),
                    fields.texts("symbols").stream().map(Symbol::new).toList());
        } catch (BadItemException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadItemException("The news item " + itemId + " cannot be taken in: " + e.getMessage(), e);
        }
    }

    static Item toItem(NewsItem news) {
        var json = Fields.object()
                .put("id", news.id())
                .put("published_at", Fields.moment(news.publishedNanos()))
                .put("ingested_at", Fields.moment(news.ingestedNanos()))
                .put("source", news.source())
                .put("headline", news.headline())
                .put("body", news.body());
        var symbols = json.putArray("symbols");
        news.symbols().forEach(symbol -> symbols.add(symbol.name()));
        return Item.of(ContentId.of("news", json.toString()), json.toString());
    }
}
