package io.conclave.benchmarks;

import io.conclave.persistence.feed.Player;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * How long a bar takes through a node of live pace: from the moment its feed puts it on the bus to the claim of the order
 * that it led to. The claim is made when the order's intent is known to be on disk, so this is a little more than the way
 * to the intent. Bars that led to no order do not count; those for which a model was trained first (one in 96) do.
 *
 * <p>{@value #COMMITS} commits that wait for the disk lie one behind the other: the bar, the books at its close, the round
 * opened, what an agent thought, its vote, the round settled, the intent. The other agents' are beside these, and four more
 * come before a bar at which the last order was filled: at the venue, at the desk, in the ledger, at the desk again. The
 * floor is so many commits of {@code pgbench -N}, each as long as one client of the same server takes for one.
 */
final class IntentMeasures {
    private static final int COMMITS = 7;
    private static final int FLOOR_SECONDS = 5;
    private static final Duration REST = Duration.ofMillis(100);

    private IntentMeasures() {}

    static Bench.Part part() {
        return new Bench.Part(
                List.of(
                        "journal.bar_to_intent.p50_ms",
                        "journal.bar_to_intent.p99_ms",
                        "journal.bar_to_intent.intents"),
                IntentMeasures::take);
    }

    private static List<Result> take(BenchProgram program, Consumer<String> progress) {
        progress.accept("A node, its week a bar at a time: from the bus to the order's claim");
        try (var servers = NodeServers.start();
                var pgbench = PgBench.prepared(new JournalBed(servers.postgres()))) {
            var floors = new ArrayList<Double>();
            floors.add(COMMITS * 1e3 / pgbench.perSecond(1, FLOOR_SECONDS));
            List<Double> millis;
            int bars;
            try (var node = BenchNode.start(servers, "intents", "live")) {
                var feed = new OneByOne(node);
                node.play(feed);
                bars = feed.published.size();
                millis = feed.millis();
            }
            floors.add(COMMITS * 1e3 / pgbench.perSecond(1, FLOOR_SECONDS));
            if (millis.isEmpty()) {
                throw new NotMeasuredException("Of " + bars + " bars none led to an order");
            }
            return List.of(
                    Result.of("journal.bar_to_intent.p50_ms", "ms", millis)
                            .beside(COMMITS + " commits of pgbench -N, 1 client, ms", floors),
                    Result.of("journal.bar_to_intent.p99_ms", "ms", List.of(Quantile.of(millis, 0.99)))
                            .beside("the longest, ms", List.of(Quantile.of(millis, 1))),
                    Result.of("journal.bar_to_intent.intents", "orders", List.of((double) millis.size()))
                            .beside("bars fed", List.of((double) bars))
                            .toBe(Target.atLeast(100)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotMeasuredException("Interrupted while a node was fed", e);
        }
    }

    /** Each bar when the one before is done with and its trades and news are stored: in a market they come before it. */
    private static final class OneByOne implements Player.Pacing {
        private final BenchNode node;
        private final Map<Long, Instant> published = new ConcurrentSkipListMap<>();

        OneByOne(BenchNode node) {
            this.node = node;
        }

        @Override
        public void beforeClosing(long closingNanos) throws InterruptedException {
            node.awaitSteps(published.size());
        }

        @Override
        public void beforeBars(long closingNanos) throws InterruptedException {
            node.awaitStored();
            Thread.sleep(REST);
            published.put(closingNanos, Instant.now());
        }

        List<Double> millis() {
            var millis = new TreeMap<Long, Double>();
            node.claims()
                    .forEach((closing, claimed) -> millis.put(
                            closing,
                            Duration.between(published.get(closing), claimed).toNanos() / 1e6));
            return List.copyOf(millis.values());
        }
    }
}
