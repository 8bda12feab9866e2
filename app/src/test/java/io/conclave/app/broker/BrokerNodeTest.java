package io.conclave.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.app.node.Node;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.sizing.Cause;
import io.conclave.orchestrator.sizing.Verdict;
import io.conclave.persistence.feed.Player;
import io.conclave.persistence.tape.BitstampTape;
import io.conclave.testkit.Patience;
import io.conclave.testkit.broker.AlpacaServer;
import io.conclave.testkit.broker.FixExchange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose orders go to a broker on this machine: one that does as Alpaca documents, and one that speaks FIX. */
class BrokerNodeTest {
    private static final OrderTerms BID = OrderTerms.limit(Price.of("99"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void anOrderWaitsForTheBrokerAndWhatTradesIsInTheBooks() throws Exception {
        try (var alpaca = new AlpacaServer()) {
            alpaca.away(true);
            try (var node = at(alpaca, Map.of())) {
                alpaca.awaitRequest("GET /v2/orders?status=open", 60);
                assertThat(node.place("early", Side.BUY, "1", OrderTerms.market()))
                        .isInstanceOfSatisfying(
                                OrderDesk.Refused.class,
                                refused -> assertThat(refused.reason()).isEqualTo(OrderDesk.Reason.NOT_READY));
                alpaca.away(false);

                assertThat(node.placeOnceReady("a", Side.BUY, "2", OrderTerms.market()))
                        .isInstanceOf(OrderDesk.Taken.class);
                node.awaitPosition("2");
                assertThat(node.place("b", Side.BUY, "1", BID)).isInstanceOf(OrderDesk.Taken.class);
                Patience.until("the bid waits", () -> alpaca.orders() == 2);
                assertThat(node.node().broker().orElseThrow())
                        .hasToString(alpaca.base().toString());
            }
            assertThat(alpaca.status(id("b"))).isIn("pending_cancel", "canceled");
        }
    }

    @Test
    void whatTradesWhileTheNodeIsAwayIsInItsBooksWhenItIsBack() throws Exception {
        var staying = Map.of("desk.cancel-on-shutdown", false);
        try (var alpaca = new AlpacaServer()) {
            try (var node = at(alpaca, staying)) {
                assertThat(node.placeOnceReady("a", Side.BUY, "2", BID)).isInstanceOf(OrderDesk.Taken.class);
                Patience.until("the bid waits", () -> alpaca.orders() == 1);
                alpaca.trade(id("a"), "0.5", "99");
                node.awaitPosition("0.5");
            }
            alpaca.trade(id("a"), "1.5", "99");

            try (var node = at(alpaca, staying)) {
                assertThat(node.placeOnceReady("b", Side.SELL, "1.25", OrderTerms.market()))
                        .isInstanceOf(OrderDesk.Taken.class);
                node.awaitPosition("0.75");
            }
            assertThat(alpaca.orders()).isEqualTo(2);
        }
    }

    @Test
    void aLiveNodeWhoseBrokerHasAnotherAccountOfItSendsNothing() throws Exception {
        try (var alpaca = new AlpacaServer()) {
            alpaca.strangerBuys("BTC/USD", "1");
            var live = Map.of("live", true, "broker.armed-account", "paper");
            try (var node = at(alpaca, live)) {
                assertThat(node.placeOnceReady("a", Side.BUY, "1", OrderTerms.market()))
                        .isInstanceOfSatisfying(
                                OrderDesk.Refused.class,
                                refused -> assertThat(refused.reason()).isEqualTo(OrderDesk.Reason.HALTED));
                assertThat(node.node()
                                .session()
                                .engine()
                                .halt()
                                .toCompletableFuture()
                                .join()
                                .reason())
                        .hasValueSatisfying(why -> assertThat(why).contains("nobody here sent"));
            }
            assertThat(alpaca.orders()).isOne();
        }
    }

    @Test
    @SuppressWarnings("try") // closed before the end, to see what it leaves
    void overFixWhatTradesIsInTheBooksAndNothingIsLeftBehind() throws Exception {
        try (var exchange = FixExchange.start(Files.createDirectory(folder.resolve("exchange")), List.of("CLIENT"));
                var node = new TradingNode(TradingNode.config(folder, fix(exchange)))) {
            assertThat(node.placeOnceReady("a", Side.BUY, "2", BID)).isInstanceOf(OrderDesk.Taken.class);
            Patience.until("the bid waits", () -> books(exchange).equals("0 [" + id("a") + "]"));

            exchange.trade("CLIENT");
            node.awaitPosition("2");
            assertThat(node.place("b", Side.BUY, "1", BID)).isInstanceOf(OrderDesk.Taken.class);
            Patience.until("the next bid waits", () -> books(exchange).equals("2 [" + id("b") + "]"));

            node.close();
            assertThat(books(exchange)).isEqualTo("2 []");
        }
    }

    @Test
    void aRecordingThatComesOverTheBusIsNotTradedOn() throws Exception {
        var week = BitstampTape.read(Duration.ofMinutes(15)).tape();
        var begins = week.truncatedAt(week.closings().get(4));
        try (var alpaca = new AlpacaServer();
                var node = Node.open(
                        TradingNode.config(folder, settings(alpaca, Map.of("run.interval", "15m"))),
                        symbol -> BitstampTape.BTC_USD,
                        System.nanoTime())) {
            new Player(node.bus(), begins, NewsArchive.of(List.of()), _ -> "part", _ -> {}).playOn(0);

            Patience.until("five rounds", () -> verdicts(node).size() == 5);
            assertThat(verdicts(node)).extracting(Verdict::cause).containsOnly(Cause.FEED_STALE);
        }
    }

    @Test
    void inVirtualTimeAndAtPricesOfAnyAgeABrokerIsRefused() throws Exception {
        try (var alpaca = new AlpacaServer()) {
            assertThatThrownBy(() -> at(alpaca, Map.of("run.pace", "virtual")))
                    .isInstanceOf(ConfigException.BadValue.class)
                    .hasMessageContaining("against the live clock only");
            assertThatThrownBy(() -> at(alpaca, Map.of("run.stale-after", "off")))
                    .isInstanceOf(ConfigException.BadValue.class)
                    .hasMessageContaining("prices of now");
        }
    }

    private static List<Verdict> verdicts(Node node) {
        return node.session().decisions().stream()
                .flatMap(decision -> decision.verdict().stream())
                .toList();
    }

    private TradingNode at(AlpacaServer alpaca, Map<String, ?> more) {
        return new TradingNode(TradingNode.config(folder, settings(alpaca, more)));
    }

    private static Map<String, ?> settings(AlpacaServer alpaca, Map<String, ?> more) {
        var settings = new HashMap<String, Object>(Map.of(
                "broker.kind", "alpaca",
                "broker.key", "key-id",
                "broker.secret", "secret",
                "broker.alpaca.base", alpaca.base().toString(),
                "broker.alpaca.poll", "100ms"));
        settings.putAll(more);
        return settings;
    }

    private static Map<String, ?> fix(FixExchange exchange) {
        return Map.of(
                "broker.kind", "fix",
                "broker.secret", "secret",
                "broker.fix.host", "127.0.0.1",
                "broker.fix.port", exchange.port(),
                "broker.fix.sender", "CLIENT",
                "broker.fix.target", FixExchange.NAME,
                "broker.fix.account", "account",
                "broker.fix.tls", false,
                "broker.fix.paper", true,
                "broker.fix.reconnect", "1s");
    }

    private static String books(FixExchange exchange) {
        return exchange.books("CLIENT");
    }

    private static String id(String name) {
        return ClientOrderId.named("paper", name).value();
    }
}
