package io.conclave.persistence.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.ConsumerSettings;
import io.conclave.persistence.streams.StreamName;
import io.conclave.testkit.Patience;
import io.conclave.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A market as it happens, on its way to the bus. */
@Timeout(60)
class LiveFeedTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final long STEP = Duration.ofMinutes(15).toNanos();
    private static final long GRACE = Duration.ofSeconds(2).toNanos();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<BarItem> bars = new CopyOnWriteArrayList<>();
    private final List<Trade> trades = new CopyOnWriteArrayList<>();

    @Test
    void tradesGoOutWithTheirVenuesNameAndTheBarOnceItsGraceIsOver() throws Exception {
        try (var bus = Bus.open(ConfigFactory.load());
                var feed = LiveFeed.open(bus, terms(100), told::add)) {
            listen(bus);
            feed.heard(0);
            feed.trades(List.of(trade(1, 5), trade(2, 6)));
            feed.time(STEP + GRACE - 1, true);
            feed.trades(List.of(trade(3, STEP - 1)));
            feed.time(STEP + GRACE, true);

            Patience.until("the bar is there", () -> bars.size() == 1);
            assertThat(trades).extracting(Trade::id).containsExactly("kraken:1", "kraken:2", "kraken:3");
            assertThat(bars.getFirst().trades()).contains(3);
            assertThat(feed.bars()).isEqualTo(1);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void moreThanMayWaitWhileTheBusIsAwayCostsTheOpenBarAndNoLaterOne() throws Exception {
        try (var server = RedisServer.start();
                var bus = Bus.open(ConfigFactory.parseString("conclave.bus { kind = redis, url = \"" + server.url()
                                + "\", buffer = 10, retry-longest = 200ms }")
                        .withFallback(ConfigFactory.load()));
                var feed = LiveFeed.open(bus, terms(50), told::add)) {
            listen(bus);
            feed.heard(0);
            feed.trades(List.of(trade(1, 1)));
            Patience.until("the first is there", () -> trades.size() == 1);

            server.kill();
            IntStream.range(2, 2_000).forEach(id -> feed.trades(List.of(trade(id, id))));
            server.restart();

            Patience.until("it is said", () -> told.stream().anyMatch(it -> it.contains("its open bar is left out")));
            var next = new AtomicInteger(3_000);
            Patience.until("what waited has gone out", () -> {
                feed.trades(List.of(trade(next.incrementAndGet(), STEP - 2)));
                return trades.stream().anyMatch(trade -> trade.id().equals("kraken:" + next));
            });
            feed.time(STEP - 1, true);
            feed.trades(List.of(trade(9_000, STEP)));
            feed.time(2 * STEP + GRACE, true);
            Patience.until("the next bar is there", () -> !bars.isEmpty());
            assertThat(bars).extracting(item -> item.bar().openNanos()).containsExactly(STEP);
        }
    }

    private void listen(Bus bus) {
        var settings = ConsumerSettings.of("test");
        bus.consume(StreamName.TRADES, settings, item -> {
            trades.addAll(TradesItem.read(item.id(), item.body()).trades());
            return CompletableFuture.completedStage(null);
        });
        bus.consume(StreamName.BARS, settings, item -> {
            bars.add((BarItem) BarsItem.read(item.id(), item.body()));
            return CompletableFuture.completedStage(null);
        });
    }

    private static LiveFeed.Terms terms(int mostWaiting) {
        return new LiveFeed.Terms(BTC, Duration.ofNanos(STEP), "kraken", Duration.ofNanos(GRACE), mostWaiting);
    }

    private static Trade trade(int id, long atNanos) {
        return new Trade(BTC, Integer.toString(id), atNanos, Price.of("100"), Quantity.of("1"));
    }
}
