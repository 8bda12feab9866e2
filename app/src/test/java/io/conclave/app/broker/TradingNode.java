package io.conclave.app.broker;

import com.typesafe.config.Config;
import io.conclave.app.node.Node;
import io.conclave.app.session.Settings;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.riskgate.door.DoorRefusal;
import io.conclave.persistence.feed.LiveFeed;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.testkit.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A node at a broker, on a market that trades at 100 all the time; its agents are too new to trade, so all orders are people's. */
final class TradingNode implements AutoCloseable {
    static final Symbol BTC = BitstampTape.BTC_USD.symbol();

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Node node;
    private final LiveFeed feed;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private int trades;

    TradingNode(Config config) {
        node = Node.open(config, symbol -> BitstampTape.BTC_USD, System.nanoTime());
        feed = LiveFeed.open(
                node.bus(), new LiveFeed.Terms(BTC, INTERVAL, "still", Duration.ofMillis(100), 10_000), _ -> {});
        feed.heard(now());
        var _ = clock.scheduleAtFixedRate(this::trade, 0, 200, TimeUnit.MILLISECONDS);
    }

    static Config config(Path data, Map<String, ?> broker) {
        var settings = new HashMap<String, Object>(Map.of(
                "conclave.data-dir",
                data.toString(),
                "conclave.run.interval",
                INTERVAL.toSeconds() + "s",
                "conclave.round.roster",
                List.of("analyst", "risk"),
                "conclave.consensus.required",
                "risk",
                "conclave.paper.fee-bps",
                0,
                "conclave.paper.slippage-bps",
                0));
        broker.forEach((key, value) -> settings.put("conclave." + key, value));
        return Settings.load(Optional.empty(), settings);
    }

    private void trade() {
        long now = now();
        feed.trades(List.of(new Trade(BTC, now + "-" + ++trades, now, Price.of("100"), Quantity.of("1000"))));
        feed.time(now, true);
    }

    private static long now() {
        var now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /** What the desk makes of an order, the first time that it makes anything of it. */
    OrderDesk.Answer place(String name, Side side, String quantity, OrderTerms terms) {
        var wish =
                new OrderDesk.Wish(name, BTC, side, Quantity.of(quantity), terms, Price.of("100"), "somebody", now());
        return node.session()
                .engine()
                .<OrderDesk.Answer>askDesk(replyTo -> new OrderDesk.Place(wish, replyTo), PATIENCE)
                .toCompletableFuture()
                .join();
    }

    /** Asks until the desk is ready for orders, and knows a price. */
    OrderDesk.Answer placeOnceReady(String name, Side side, String quantity, OrderTerms terms) {
        var answer = new AtomicReference<>(place(name, side, quantity, terms));
        Patience.until("the desk is ready", () -> {
            if (answer.get() instanceof OrderDesk.Refused refused && isTooEarly(refused)) {
                answer.set(place(name, side, quantity, terms));
                return false;
            }
            return true;
        });
        return Objects.requireNonNull(answer.get());
    }

    private static boolean isTooEarly(OrderDesk.Refused refused) {
        return refused.reason() == OrderDesk.Reason.NOT_READY
                || refused.limit().equals(Optional.of(DoorRefusal.Reason.NO_PRICE));
    }

    /** What the ledger holds. */
    Quantity position() {
        return node.session().engine().account().toCompletableFuture().join().quantity(BTC);
    }

    void awaitPosition(String quantity) {
        Patience.until("the ledger holds " + quantity, () -> position().equals(Quantity.of(quantity)));
    }

    Node node() {
        return node;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        feed.close();
        node.close();
    }
}
