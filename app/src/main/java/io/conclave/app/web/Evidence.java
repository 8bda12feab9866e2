package io.conclave.app.web;

import io.conclave.agents.analyst.NewsItem;
import io.conclave.agents.analyst.NewsWire;
import io.conclave.domain.market.Symbol;
import io.conclave.http.view.EvidenceView;
import io.conclave.http.view.Instants;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the ids on a vote stand for: a headline of the run's news, bars, a model, a backtest.
 *
 * <p>Headlines were written by strangers and are handed on as text. The wire is read again for an id that is not known.
 */
final class Evidence {
    private static final String BARS = "bars:";
    private static final String CROSSOVER = "sma:";
    private static final String MODEL = "model:";
    private static final int SHORT_HASH = 12;

    private final NewsWire wire;
    private final Map<String, NewsItem> known = new ConcurrentHashMap<>();

    Evidence(NewsWire wire) {
        this.wire = wire;
    }

    EvidenceView of(String id, Symbol symbol) {
        if (id.startsWith(BARS)) {
            return bars(id);
        }
        if (id.startsWith(CROSSOVER)) {
            return computed(id, "backtest", "Crossover of moving averages, " + id.substring(CROSSOVER.length()));
        }
        if (id.startsWith(MODEL)) {
            var hash = id.substring(MODEL.length());
            return computed(id, "model", "Trees " + hash.substring(0, Math.min(SHORT_HASH, hash.length())));
        }
        return news(id, symbol);
    }

    /** {@code bars:SYMBOL:COUNT:CLOSE}. */
    private static EvidenceView bars(String id) {
        var parts = id.split(":", -1);
        if (parts.length != 4 || !parts[2].matches("\\d{1,9}") || !parts[3].matches("\\d{1,18}|\\d{19}")) {
            return computed(id, "bars", id);
        }
        var last = Instants.ofNanos(Long.parseLong(parts[3]));
        return computed(id, "bars", parts[2] + " bars of " + parts[1] + " up to " + last);
    }

    private static EvidenceView computed(String id, String kind, String title) {
        return new EvidenceView(id, kind, Optional.of(title), Optional.empty(), Optional.empty());
    }

    private EvidenceView news(String id, Symbol symbol) {
        if (!known.containsKey(id)) {
            wire.items(symbol, Long.MIN_VALUE, Long.MAX_VALUE).forEach(item -> known.put(item.id(), item));
        }
        var item = Optional.ofNullable(known.get(id));
        return new EvidenceView(
                id,
                "news",
                item.map(NewsItem::headline),
                item.map(NewsItem::source),
                item.map(NewsItem::publishedNanos).map(Instants::ofNanos));
    }
}
