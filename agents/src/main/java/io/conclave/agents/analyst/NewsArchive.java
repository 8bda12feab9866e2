package io.conclave.agents.analyst;

import io.conclave.domain.market.Symbol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@link NewsWire} over items held in memory: the demo's, a backtest's, a test's. Immutable. */
public final class NewsArchive implements NewsWire {
    private static final Comparator<NewsItem> ORDER =
            Comparator.comparingLong(NewsItem::ingestedNanos).thenComparing(NewsItem::id);

    private final Map<Symbol, List<NewsItem>> bySymbol = new TreeMap<>();

    private NewsArchive(Collection<NewsItem> items) {
        Map<String, NewsItem> first = new TreeMap<>();
        for (var item : items) {
            first.merge(item.id(), item, (a, b) -> a.ingestedNanos() <= b.ingestedNanos() ? a : b);
        }
        var ordered = new ArrayList<>(first.values());
        ordered.sort(ORDER);
        for (var item : ordered) {
            for (var symbol : item.symbols()) {
                bySymbol.computeIfAbsent(symbol, s -> new ArrayList<>()).add(item);
            }
        }
    }

    /** An archive of these items, in any order. News brought twice counts from when it first came. */
    public static NewsArchive of(Collection<NewsItem> items) {
        return new NewsArchive(items);
    }

    /** An archive of the files' items, as {@link NewsReader} reads them. */
    public static NewsArchive read(List<Path> files) {
        return of(files.stream().flatMap(file -> NewsReader.read(file).stream()).toList());
    }

    /** The bundled wire on bitcoin, August to 1 December 2013. */
    public static NewsArchive bitcoin2013() {
        return of(NewsReader.readResource("news/bitcoin-2013.csv"));
    }

    @Override
    public List<NewsItem> items(Symbol symbol, long publishedAfterNanos, long asOfNanos) {
        List<NewsItem> known = new ArrayList<>();
        for (var item : bySymbol.getOrDefault(symbol, List.of())) {
            if (item.ingestedNanos() > asOfNanos) {
                break;
            }
            if (item.publishedNanos() > publishedAfterNanos) {
                known.add(item);
            }
        }
        return known;
    }
}
