package io.conclave.app.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.ConsumerSettings;
import io.conclave.persistence.streams.StreamName;
import io.conclave.testkit.Patience;
import io.conclave.venues.connection.Surroundings;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A venue's market on the bus, while its line holds and while it breaks. */
@SuppressWarnings("NullAway.Init") // set before each test
@Timeout(60)
class VenueFeedTest {
    private static final String SETTINGS = "conclave.market.coinbase.stream";

    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final List<String> bars = new CopyOnWriteArrayList<>();
    private final List<String> trades = new CopyOnWriteArrayList<>();
    private LocalCoinbase venue;
    private HttpClient http;
    private ScheduledExecutorService thread;
    private Bus bus;
    private volatile Instant now = Instant.parse("2026-11-23T11:59:59Z");

    @BeforeEach
    void open() {
        venue = new LocalCoinbase();
        http = HttpClient.newHttpClient();
        thread = Executors.newSingleThreadScheduledExecutor();
        bus = Bus.open(ConfigFactory.load());
        var all = ConsumerSettings.of("test");
        bus.consume(StreamName.BARS, all, item -> {
            bars.add(item.body());
            return CompletableFuture.completedStage(null);
        });
        bus.consume(StreamName.TRADES, all, item -> {
            trades.add(item.body());
            return CompletableFuture.completedStage(null);
        });
    }

    @AfterEach
    void close() {
        bus.close();
        thread.shutdownNow();
        http.close();
        venue.close();
    }

    @Test
    void barsOfWholeQuarterHoursGoOutAndThoseInWhichTheLineBrokeDoNot() throws Exception {
        try (var feed = follow()) {
            live(1);
            venue.trade(Instant.parse("2026-11-23T12:00:00Z"), "100");
            venue.trade(Instant.parse("2026-11-23T12:14:59.9Z"), "102.5");
            sawTrades(2);
            now = Instant.parse("2026-11-23T12:15:03Z");
            Patience.until("the first bar is there", () -> bars.size() == 1);
            assertThat(bars.getFirst())
                    .contains("\"close_at\":\"2026-11-23T12:15:00Z\"", "\"close\":\"102.5\"", "\"volume\":\"1\"");

            venue.trade(Instant.parse("2026-11-23T12:16:00Z"), "101");
            sawTrades(3);
            now = Instant.parse("2026-11-23T12:20:00Z");
            venue.hangUp();
            live(2);
            venue.trade(Instant.parse("2026-11-23T12:21:00Z"), "103");
            venue.trade(Instant.parse("2026-11-23T12:31:00Z"), "104");
            sawTrades(5);
            now = Instant.parse("2026-11-23T12:45:03Z");

            Patience.until("a later bar is there", () -> bars.size() > 1);
            assertThat(bars).hasSize(2);
            assertThat(bars.get(1))
                    .contains("\"open_at\":\"2026-11-23T12:30:00Z\"", "\"previous\":\"2026-11-23T12:15:00Z\"");
            assertThat(feed.bars()).isEqualTo(2);
            assertThat(trades).allSatisfy(item -> assertThat(item).contains("\"id\":\"coinbase:"));
            assertThat(notes).anySatisfy(note -> assertThat(note).startsWith("BTC-USD DOWN: "));
        }
    }

    private VenueFeed follow() {
        var settings = ConfigFactory.parseString(SETTINGS + " = \"" + venue.uri() + "\"")
                .withFallback(ConfigFactory.load())
                .getConfig("conclave.market");
        var world = new Surroundings(http, thread, () -> now, System::nanoTime, new Random(1), _ -> {});
        var plan = new VenueFeed.Plan(MarketVenue.COINBASE, List.of(new Symbol("BTC-USD")), Duration.ofMinutes(15));
        return VenueFeed.open(bus, plan, MarketVenue.COINBASE.dialect(settings), world, notes::add);
    }

    private void live(int times) {
        Patience.until(
                "the venue is heard",
                () -> notes.stream()
                                .filter(note -> note.startsWith("BTC-USD LIVE"))
                                .count()
                        == times);
    }

    private void sawTrades(int count) {
        Patience.until("what traded is on the bus", () -> trades.size() == count);
    }
}
