package io.conclave.app.web;

import io.conclave.agents.analyst.NewsItem;
import io.conclave.agents.analyst.NewsWire;
import io.conclave.domain.market.Symbol;
import io.conclave.http.port.News;
import io.conclave.http.view.Instants;
import io.conclave.http.view.NewsView;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** News off the wire that the analyst reads, never further than the run has come. */
final class WireNews implements News {
    private static final Comparator<NewsItem> NEWEST_FIRST =
            Comparator.comparingLong(NewsItem::ingestedNanos).reversed().thenComparing(NewsItem::id);

    /** Older news is history: asked for by its own moment. */
    private static final long LOOK_BACK = Duration.ofDays(90).toNanos();

    private final NewsWire wire;
    private final List<Symbol> symbols;
    private final Progress progress;
    private final Readers readers;

    WireNews(NewsWire wire, List<Symbol> symbols, Progress progress, Readers readers) {
        this.wire = wire;
        this.symbols = List.copyOf(symbols);
        this.progress = progress;
        this.readers = readers;
    }

    @Override
    public CompletionStage<List<NewsView>> known(Optional<Symbol> symbol, long asOfNanos, int limit) {
        return readers.read(() -> {
            // Before the first closing nothing is known.
            if (progress.steps() == 0) {
                return List.of();
            }
            long upTo = Math.min(asOfNanos, progress.asOfNanos());
            long after = upTo < Long.MIN_VALUE + LOOK_BACK ? Long.MIN_VALUE : upTo - LOOK_BACK;
            var items = new TreeMap<String, NewsItem>();
            for (var each : symbol.map(List::of).orElse(symbols)) {
                wire.items(each, after, upTo).forEach(item -> items.put(item.id(), item));
            }
            return items.values().stream()
                    .sorted(NEWEST_FIRST)
                    .limit(limit)
                    .map(WireNews::view)
                    .toList();
        });
    }

    private static NewsView view(NewsItem item) {
        return new NewsView(
                item.id(),
                Instants.ofNanos(item.publishedNanos()),
                Instants.ofNanos(item.ingestedNanos()),
                item.source(),
                item.headline(),
                item.body(),
                item.symbols());
    }
}
