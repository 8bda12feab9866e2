package io.conclave.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.agents.analyst.NewsItem;
import io.conclave.agents.analyst.encoder.SentenceEncoder;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.news.Meaning;
import io.conclave.persistence.news.NewsSearch;
import io.conclave.testkit.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What people's search for news misses, and how long it takes: 50,000 vectors under a filter on when an item was ingested.
 *
 * <p>The vectors are the bundled headlines' own, each mixed with another's and blurred, so that they lie as those of real
 * news do: about some subjects, and not evenly everywhere.
 */
final class NewsMeasures implements Bench.Measures {
    private static final int ITEMS = 50_000;
    private static final int QUERIES = 300;
    private static final int TOP = 10;
    private static final int AT_A_TIME = 5_000;
    private static final double BLUR = 0.4;
    private static final Symbol BTC = new Symbol("BTC-USD");
    /** Which share of the items the filter lets through, by turns. */
    private static final double[] KNOWN = {0.2, 0.5, 0.8};

    @Override
    public List<Result> take(BenchProgram program, Consumer<String> progress) {
        try (var server = PostgresServer.start()) {
            var journal = JournalConfig.from(ConfigFactory.load())
                    .at(JournalKind.POSTGRES, server.freshDatabase(), server.user(), server.password());
            try (var database = Database.open(journal)) {
                return take(database, progress);
            }
        }
    }

    private static List<Result> take(Database database, Consumer<String> progress) {
        var headlines = headlines();
        var meaning = new Meaning("blurred headlines", text -> blurred(headlines, new Random(text.hashCode())));
        progress.accept("News: " + ITEMS + " items with their vectors, indexed as they come");
        var embedder = database.newsEmbedder(meaning);
        for (int first = 0; first < ITEMS; first += AT_A_TIME) {
            database.news().add(items(first, first + AT_A_TIME));
            embedder.embed(AT_A_TIME);
        }
        progress.accept("News: " + QUERIES + " searches through the index, each beside an exact one");
        var search = database.newsSearch(meaning);
        var recall = new ArrayList<Double>();
        var indexed = new ArrayList<Double>();
        var exact = new ArrayList<Double>();
        var random = new Random(2013);
        for (int i = 0; i < QUERIES; i++) {
            var query = blurred(headlines, random);
            var among = new NewsSearch.Among((long) (KNOWN[i % KNOWN.length] * ITEMS), Optional.empty(), TOP);
            long started = System.nanoTime();
            var found = ids(search.nearest(query, among));
            long between = System.nanoTime();
            var wanted = ids(search.nearestExactly(query, among));
            long ended = System.nanoTime();
            indexed.add((between - started) / 1e6);
            exact.add((ended - between) / 1e6);
            found.retainAll(wanted);
            recall.add(found.size() / (double) TOP);
        }
        double mean = recall.stream().mapToDouble(each -> each).average().orElse(0);
        return List.of(
                Result.of("news.recall_at_10", "share", List.of(mean))
                        .beside("all " + ITEMS + " compared", List.of(1.0))
                        .toBe(Target.atLeast(0.95)),
                Result.of("news.search.p50_ms", "ms", List.of(Quantile.of(indexed, 0.50)))
                        .beside("all compared, p50, ms", List.of(Quantile.of(exact, 0.50))),
                Result.of("news.search.p99_ms", "ms", List.of(Quantile.of(indexed, 0.99)))
                        .beside("all compared, p99, ms", List.of(Quantile.of(exact, 0.99))));
    }

    private static List<float[]> headlines() {
        try (var encoder = SentenceEncoder.open()) {
            return NewsArchive.bitcoin2013().items(BTC, Long.MIN_VALUE, Long.MAX_VALUE).stream()
                    .map(item -> encoder.encode(item.headline()))
                    .toList();
        }
    }

    private static List<NewsItem> items(int from, int to) {
        var items = new ArrayList<NewsItem>();
        for (int i = from; i < to; i++) {
            items.add(NewsItem.of(i, i, "bench", "Item " + i, "", List.of(BTC)));
        }
        return items;
    }

    private static float[] blurred(List<float[]> headlines, Random random) {
        var one = headlines.get(random.nextInt(headlines.size()));
        var other = headlines.get(random.nextInt(headlines.size()));
        double share = random.nextDouble();
        double noise = BLUR / Math.sqrt(one.length);
        var vector = new float[one.length];
        double square = 0;
        for (int i = 0; i < vector.length; i++) {
            double at = share * one[i] + (1 - share) * other[i] + noise * random.nextGaussian();
            vector[i] = (float) at;
            square += at * at;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(square));
        }
        return vector;
    }

    private static Set<String> ids(List<NewsSearch.Hit> hits) {
        var ids = new TreeSet<String>();
        hits.forEach(hit -> ids.add(hit.item().id()));
        return ids;
    }
}
