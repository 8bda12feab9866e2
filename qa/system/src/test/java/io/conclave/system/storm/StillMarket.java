package io.conclave.system.storm;

import com.typesafe.config.ConfigFactory;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.persistence.feed.LiveFeed;
import io.conclave.persistence.streams.Bus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A market that trades four times a second at one price, so that what an account is worth does not depend on when one looks. */
public final class StillMarket implements AutoCloseable {
    public static final Symbol SYMBOL = new Symbol("BTC-USD");
    static final Price PRICE = Price.of("100");
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Bus bus;
    private final LiveFeed feed;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("still-market").factory());
    private int trades;

    public StillMarket(String redis) {
        bus = Bus.open(ConfigFactory.parseString("conclave.bus { kind = redis, url = \"" + redis + "\" }")
                .withFallback(ConfigFactory.load()));
        var grace = Duration.ofMillis(200);
        feed = LiveFeed.open(bus, new LiveFeed.Terms(SYMBOL, INTERVAL, "still", grace, 10_000), _ -> {});
        feed.heard(now());
        var _ = clock.scheduleAtFixedRate(this::tick, 0, 250, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        long now = now();
        feed.trades(List.of(new Trade(SYMBOL, Integer.toString(++trades), now, PRICE, Quantity.of("1000"))));
        feed.time(now, true);
    }

    private static long now() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        feed.close();
        bus.close();
    }
}
