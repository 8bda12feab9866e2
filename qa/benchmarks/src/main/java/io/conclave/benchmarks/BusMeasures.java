package io.conclave.benchmarks;

import com.typesafe.config.ConfigFactory;
import io.conclave.benchmarks.Bench.Part;
import io.conclave.persistence.ingest.BatchWriter;
import io.conclave.persistence.ingest.IngestPool;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.ConsumerSettings;
import io.conclave.persistence.streams.Delivery;
import io.conclave.persistence.streams.Item;
import io.conclave.persistence.streams.Publishing;
import io.conclave.persistence.streams.StreamName;
import io.conclave.testkit.PostgresOptions;
import io.conclave.testkit.RedisServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The bus on a Redis with its append-only file: published, stored in a PostgreSQL that flushes to disk, then acknowledged;
 * beside plain Lettuce on the same server, in turn, which stores nothing.
 */
final class BusMeasures implements Bench.Measures {
    private static final int ROUNDS = 7;
    private static final int ITEMS = 100_000;
    private static final int UNDER_WAY = 5_000;
    /** More than is stored between two commits that wait for the disk, so that the writer has work while one does. */
    private static final int IN_HAND = 30_000;

    private static final int PACED = 5_000;
    private static final int A_SECOND = 1_000;
    private static final String BODY = "{\"symbol\":\"BTC-USD\",\"open_at\":\"2026-11-22T12:00:00Z\","
            + "\"close_at\":\"2026-11-22T12:01:00Z\",\"open\":\"61234.5\",\"high\":\"61240.25\",\"low\":\"61200\","
            + "\"close\":\"61238.75\",\"volume\":\"12.50310024\"}";

    static List<Part> parts() {
        return List.of(new Part(List.of("bus.msgs_per_s", "bus.vs_lettuce", "bus.p99_ms"), new BusMeasures()));
    }

    @Override
    public List<Result> take(BenchProgram program, Consumer<String> progress) {
        try (var redis = RedisServer.start();
                var postgres = PostgresOptions.plain().durably().start();
                var plain = new PlainLettuce(redis.url())) {
            var settings = ConfigFactory.load();
            var journal = JournalConfig.from(settings)
                    .at(JournalKind.POSTGRES, postgres.freshDatabase(), postgres.user(), "");
            try (var pool = IngestPool.open(journal, 2)) {
                StoredItems.create(pool);
                var ingest = IngestSettings.from(settings);
                var results = new ArrayList<Result>();
                results.addAll(throughput(redis, plain, pool, ingest, progress));
                results.add(latency(redis, plain, progress));
                return results;
            }
        } catch (SQLException e) {
            throw new NotMeasuredException("The items cannot be stored: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotMeasuredException("Interrupted while the bus was measured", e);
        }
    }

    private static Bus bus(RedisServer redis, String prefix) {
        return Bus.open(ConfigFactory.parseMap(Map.of(
                        "conclave.bus.kind", "redis", "conclave.bus.url", redis.url(), "conclave.bus.prefix", prefix))
                .withFallback(ConfigFactory.load()));
    }

    private static List<Result> throughput(
            RedisServer redis, PlainLettuce plain, DataSource pool, IngestSettings ingest, Consumer<String> progress)
            throws InterruptedException, SQLException {
        progress.accept("Bus: " + ITEMS + " items published, stored and acknowledged, beside plain Lettuce");
        var ours = new ArrayList<Double>();
        var theirs = new ArrayList<Double>();
        for (int round = -2; round < ROUNDS; round++) {
            double peer = ITEMS / plain.seconds("plain" + round, ITEMS, BODY);
            double bus = ITEMS / seconds(redis, "ours" + round, pool, ingest);
            // As the peer deletes its stream: or the server would copy what is left when it next rewrites its file.
            plain.deleteAll();
            if (round >= 0) {
                ours.add(bus);
                theirs.add(peer);
            }
        }
        return List.of(
                Result.of("bus.msgs_per_s", "1/s", ours).beside("plain Lettuce XADD, XREADGROUP, XACK, 1/s", theirs),
                Result.of("bus.vs_lettuce", "ratio", Median.ratios(ours, theirs))
                        .beside("plain Lettuce, which stores nothing, 1/s", theirs)
                        .toBe(Target.atLeast(0.60)));
    }

    /** Until the last item is acknowledged. */
    private static double seconds(RedisServer redis, String prefix, DataSource pool, IngestSettings ingest)
            throws InterruptedException, SQLException {
        StoredItems.empty(pool);
        try (var bus = bus(redis, prefix);
                BatchWriter<Delivery> writer = BatchWriter.start("items", pool, new StoredItems(), ingest)) {
            var settings = ConsumerSettings.of("store").inHand(IN_HAND).batch(500);
            var stored = new CountDownLatch(ITEMS);
            try (var _ = bus.consumeBatches(
                    StreamName.BARS,
                    settings,
                    batch -> writer.offer(batch).thenRun(() -> batch.forEach(_ -> stored.countDown())))) {
                long begun = System.nanoTime();
                publish(bus);
                stored.await();
                while (!isDone(bus)) {
                    Thread.sleep(1);
                }
                double seconds = (System.nanoTime() - begun) / 1e9;
                if (StoredItems.count(pool) != ITEMS) {
                    throw new NotMeasuredException(
                            "Of " + ITEMS + " items " + StoredItems.count(pool) + " were stored");
                }
                return seconds;
            }
        }
    }

    private static void publish(Bus bus) throws InterruptedException {
        var room = new Semaphore(UNDER_WAY);
        for (int i = 0; i < ITEMS; i++) {
            room.acquire();
            bus.publish(StreamName.BARS, Item.of("m" + i, BODY)).whenComplete((answer, fault) -> {
                if (!(answer instanceof Publishing.Stored)) {
                    throw new NotMeasuredException("An item was not stored: " + answer);
                }
                room.release();
            });
        }
    }

    private static boolean isDone(Bus bus) {
        return bus.metrics(StreamName.BARS)
                .group("store")
                .filter(group -> group.acknowledged() >= ITEMS && group.pending() == 0)
                .isPresent();
    }

    private static Result latency(RedisServer redis, PlainLettuce plain, Consumer<String> progress)
            throws InterruptedException {
        progress.accept("Bus: from publishing to the handler, " + A_SECOND + " items a second");
        var ours = new ArrayList<Double>();
        var theirs = new ArrayList<Double>();
        for (int round = -1; round < 3; round++) {
            var direct = Collections.synchronizedList(new ArrayList<Long>());
            plain.paced("paced" + round, PACED, PlainLettuce.Pace.of(A_SECOND), direct::add);
            double peer = p99Millis(direct);
            double bus = paced(redis, "paced" + round);
            if (round >= 0) {
                ours.add(bus);
                theirs.add(peer);
            }
        }
        return Result.of("bus.p99_ms", "ms", ours).beside("plain Lettuce, p99, ms", theirs);
    }

    private static double paced(RedisServer redis, String prefix) throws InterruptedException {
        var took = Collections.synchronizedList(new ArrayList<Long>());
        var all = new CompletableFuture<Void>();
        try (var bus = bus(redis, prefix);
                var _ = bus.consume(StreamName.BARS, ConsumerSettings.of("clock"), delivery -> {
                    took.add(System.nanoTime() - Long.parseLong(delivery.body()));
                    if (took.size() == PACED) {
                        all.complete(null);
                    }
                    return CompletableFuture.completedFuture(null);
                })) {
            var pace = PlainLettuce.Pace.of(A_SECOND);
            for (int i = 0; i < PACED; i++) {
                pace.await(i);
                var _ = bus.publish(StreamName.BARS, Item.of("m" + i, Long.toString(System.nanoTime())));
            }
            all.join();
        }
        return p99Millis(took);
    }

    private static double p99Millis(List<Long> nanos) {
        var sorted = nanos.stream().sorted().toList();
        return sorted.get((int) (sorted.size() * 0.99)) / 1e6;
    }
}
