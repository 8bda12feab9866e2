package io.conclave.benchmarks;

import io.conclave.benchmarks.Bench.Part;
import io.conclave.testkit.PostgresOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What the journal takes in and how soon it shows, on a PostgreSQL of this bench's own that flushes every commit to disk.
 *
 * <p>Events go the whole way of the engine's: an entity, our serializer, the row and its tag, one transaction for what
 * waits. Beside them, in turns on the same server: pgbench with as many clients as the journal has connections, and
 * plain JDBC batches into the journal's own tables.
 */
final class JournalMeasures {
    private static final int ROUNDS = 3;
    private static final double SECONDS = 3;
    private static final int EVENTS_PER_SECOND = 500;
    private static final int LAG_SECONDS = 20;

    private JournalMeasures() {}

    static List<Part> parts() {
        return List.of(
                new Part(
                        List.of("journal.events_per_s.1", "journal.events_per_s.100", "journal.events_per_s.1000"),
                        on(JournalMeasures::rates)),
                new Part(List.of("projection.lag.p99_ms", "projection.lag.p50_ms"), on(JournalMeasures::lag)),
                IntentMeasures.part(),
                MemoryMeasures.part(),
                new Part(
                        List.of("market_data.rows_per_s", "market_data.vs_copy", "market_data.range10k.ms"),
                        new MarketDataMeasures()),
                new Part(List.of("news.recall_at_10", "news.search.p50_ms", "news.search.p99_ms"), new NewsMeasures()));
    }

    private static Bench.Measures on(BiFunction<JournalBed, Consumer<String>, List<Result>> measures) {
        return (program, progress) -> {
            progress.accept("A PostgreSQL that flushes every commit");
            try (var server = PostgresOptions.plain()
                    .durably()
                    .with("shared_buffers", "64MB")
                    .start()) {
                return measures.apply(new JournalBed(server), progress);
            }
        };
    }

    private static List<Result> rates(JournalBed bed, Consumer<String> progress) {
        var one = new ArrayList<Double>();
        var hundred = new ArrayList<Double>();
        var thousand = new ArrayList<Double>();
        var alone = new ArrayList<Double>();
        var together = new ArrayList<Double>();
        var batches = new ArrayList<Double>();
        try (var pgbench = PgBench.prepared(bed);
                var entities = EventRate.open(bed);
                var raw = RawBatches.open(bed)) {
            for (int round = -1; round < ROUNDS; round++) {
                progress.accept(round < 0 ? "Warming up" : "Events a second, round " + (round + 1) + " of " + ROUNDS);
                double a = entities.perSecond(1, SECONDS);
                double b = pgbench.perSecond(1, SECONDS);
                double c = entities.perSecond(100, SECONDS);
                double d = pgbench.perSecond(bed.config().pool(), SECONDS);
                double e = entities.perSecond(1000, SECONDS);
                double f = raw.perSecond(SECONDS);
                if (round >= 0) {
                    one.add(a);
                    alone.add(b);
                    hundred.add(c);
                    together.add(d);
                    thousand.add(e);
                    batches.add(f);
                }
            }
        }
        int pool = bed.config().pool();
        return List.of(
                Result.of("journal.events_per_s.1", "1/s", one).beside("pgbench -N, 1 client, 1/s", alone),
                Result.of("journal.events_per_s.100", "1/s", hundred)
                        .beside("pgbench -N, " + pool + " clients, 1/s", together),
                Result.of("journal.events_per_s.1000", "1/s", thousand)
                        .beside(
                                "JDBC batches of " + RawBatches.ROWS + " events and tags, " + pool
                                        + " connections, 1/s",
                                batches));
    }

    private static List<Result> lag(JournalBed bed, Consumer<String> progress) {
        progress.accept("From the journal to the read models at " + EVENTS_PER_SECOND + " events a second");
        try (var lag = ProjectionLag.open(bed)) {
            lag.millis(EVENTS_PER_SECOND, 5);
            var millis = lag.millis(EVENTS_PER_SECOND, LAG_SECONDS);
            return List.of(
                    Result.of("projection.lag.p99_ms", "ms", List.of(Quantile.of(millis, 0.99)))
                            .toBe(Target.below(500)),
                    Result.of("projection.lag.p50_ms", "ms", List.of(Quantile.of(millis, 0.50))));
        }
    }
}
