package io.conclave.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.RecordedTape;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.app.report.DecisionAccount;
import io.conclave.app.session.Settings;
import io.conclave.persistence.feed.Player;
import io.conclave.persistence.ingest.IngestPool;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.marketdata.MarketDataWriter;
import io.conclave.persistence.streams.StreamName;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.testkit.Patience;
import io.conclave.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live node whose bus goes away: it holds rounds and does not trade, and catches up when the bus is back. */
class BusAwayTest {
    private static final Duration INTERVAL = Duration.ofMinutes(15);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void whileTheBusIsAwayForTooLongRoundsAreHeldAndNotTradedAndWhenItIsBackAllIsPublished() throws Exception {
        RecordedTape week = BitstampTape.read(INTERVAL).tape();
        var before = week.truncatedAt(week.closings().get(19));
        try (var redis = RedisServer.start()) {
            var config = settings(redis);
            try (var node = Node.open(config, symbol -> BitstampTape.BTC_USD, System.nanoTime())) {
                publish(node, before);
                Patience.until("20 rounds", () -> rounds(node).size() == 20);
                redis.kill();
                Patience.until(
                        "the bus being missed",
                        () -> node.bus().health().awaySince().isPresent());
                LockSupport.parkNanos(Duration.ofMillis(1_500).toNanos());

                putIntoTheDatabase(node, week, 20, 30);
                Patience.until("10 rounds more", () -> rounds(node).size() == 30);
                redis.restart();
                Patience.until(
                        "the journal's rounds on the bus",
                        () -> node.bus().health().isThere() && isDrained(node));

                var away = rounds(node).subList(20, 30);
                assertThat(causes(rounds(node).subList(0, 20))).doesNotContain("BUS_AWAY");
                assertThat(causes(away)).containsOnly("BUS_AWAY");
                assertThat(node.bus().metrics(StreamName.ROUNDS).length()).isGreaterThanOrEqualTo(30 * 2);
            }
        }
    }

    @Test
    void whileTooMuchWaitsForTheBusRoundsAreHeldAndNotTradedHoweverPatientTheNodeIs() throws Exception {
        RecordedTape week = BitstampTape.read(INTERVAL).tape();
        var before = week.truncatedAt(week.closings().get(19));
        try (var redis = RedisServer.start()) {
            var impatient = ConfigFactory.parseString("conclave { bus.patience = 1 h, outbox.most-behind = 10 }");
            var config = impatient.withFallback(settings(redis));
            try (var node = Node.open(config, symbol -> BitstampTape.BTC_USD, System.nanoTime())) {
                publish(node, before);
                Patience.until("20 rounds", () -> rounds(node).size() == 20);
                redis.kill();
                putIntoTheDatabase(node, week, 20, 25);
                Patience.until("more events than may wait", () -> node.unpublished() > 10);
                Patience.until("5 rounds more", () -> rounds(node).size() == 25);

                putIntoTheDatabase(node, week, 25, 30);
                Patience.until("10 rounds more", () -> rounds(node).size() == 30);

                // At full speed the publishing may fall ten events behind for a moment with the bus there, too.
                assertThat(causes(rounds(node).subList(0, 20))).anyMatch(cause -> !cause.equals("BUS_AWAY"));
                assertThat(causes(rounds(node).subList(25, 30))).containsOnly("BUS_AWAY");
            }
        }
    }

    private static void publish(Node node, RecordedTape tape) throws InterruptedException {
        // The end of this recording is not the end of the feed.
        new Player(node.bus(), tape, NewsArchive.of(List.of()), _ -> "part", trouble -> {}).playOn(0);
    }

    /** The bars from one round to another, which is left out, and their trades. */
    private static void putIntoTheDatabase(Node node, RecordedTape week, int first, int end) throws Exception {
        var journal = node.session().journal();
        var symbol = BitstampTape.BTC_USD.symbol();
        var settings = IngestSettings.from(node.session().engine().plan().config());
        long from = week.closings().get(first - 1);
        long to = week.closings().get(end - 1);
        try (var pool = IngestPool.open(journal, 1);
                var writer = MarketDataWriter.start(pool, journal.kind(), settings, InstantSource.system())) {
            writer.putTrades(week.trades(symbol, "part").stream()
                            .filter(trade -> trade.atNanos() > from && trade.atNanos() <= to)
                            .toList())
                    .toCompletableFuture()
                    .join();
            writer.putBars(week.bars(symbol, to, end - first))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static boolean isDrained(Node node) {
        try {
            return node.drained(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<DecisionAccount> rounds(Node node) {
        return node.session().decisions().stream()
                .filter(decision -> decision.verdict().isPresent())
                .toList();
    }

    private static List<String> causes(List<DecisionAccount> rounds) {
        return rounds.stream()
                .map(decision -> decision.verdict().orElseThrow().cause().name())
                .toList();
    }

    private Config settings(RedisServer redis) {
        var overrides = new HashMap<String, Object>(Map.of(
                "conclave.data-dir",
                folder.toString(),
                "conclave.round.roster",
                List.of("analyst", "risk"),
                "conclave.consensus.required",
                "risk",
                "conclave.run.name",
                "away",
                "conclave.run.pace",
                "live",
                "conclave.bus.kind",
                "redis",
                "conclave.bus.url",
                redis.url(),
                "conclave.bus.patience",
                "1 second",
                "conclave.bus.command-timeout",
                "500 ms"));
        return Settings.load(Optional.empty(), overrides);
    }
}
