package io.conclave.venues.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.ExecutionReport;
import io.conclave.orchestrator.execution.Venue.Found;
import io.conclave.orchestrator.execution.Venue.UnheardOf;
import io.conclave.testkit.broker.FixExchange;
import io.conclave.venues.fix.CuttingProxy.Cut;
import io.conclave.venues.marketdata.Listing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapter against an exchange in another process, over a line that breaks. */
class FixVenueTest {
    private static final Listing BTC = new Listing(new Symbol("BTC-USD"), "BTCUSD");
    private static final Listing HALTED = Listing.of("HALTED");
    private static final int CUTS = 7;
    private static final int PATIENCE_SECONDS = 20;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path exchangeFolder;

    @SuppressWarnings("NullAway.Init")
    private static FixExchange exchange;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeAll
    static void open() throws IOException {
        var clients = new ArrayList<>(List.of("WHOLE", "TOLD", "AGAIN", "SKIPS"));
        cuts().forEach(cut -> clients.add(name(cut)));
        exchange = FixExchange.start(exchangeFolder, clients);
    }

    @AfterAll
    static void close() {
        exchange.close();
    }

    @Test
    void anOrderIsTakenChangedAndTakenBack() throws Exception {
        try (var client = new Client("WHOLE", exchange.port())) {
            assertThat(client.submit(bid("a", "2", "100"))).isEqualTo(new ExecutionReport.Accepted(id("a")));
            assertThat(client.replace("a", bid("b", "3", "101")))
                    .isEqualTo(new ExecutionReport.Replaced(id("a"), id("b")));
            assertThat(client.submit(ask("c", "1", "101"))).isEqualTo(new ExecutionReport.Accepted(id("c")));
            assertThat(client.cancel("b")).isEqualTo(new ExecutionReport.Cancelled(id("b")));
            assertThat(client.cancel("b")).isInstanceOf(ExecutionReport.CancelRejected.class);
            assertThat(client.query("b")).isEqualTo(new Found(OrderState.CANCELLED, quantity("1")));
            assertThat(client.query("never sent")).isEqualTo(new UnheardOf());

            var fills = get(client.venue.fillsUpTo(Long.MAX_VALUE));
            assertThat(fills).extracting(Fill::order).containsExactlyInAnyOrder(id("b"), id("c"));
            assertThat(fills).extracting(Fill::price).containsOnly(Price.of("101"));
            assertThat(get(client.venue.fillsUpTo(Long.MAX_VALUE))).isEmpty();
            assertThat(get(client.venue.statement(Long.MAX_VALUE)).open()).isEmpty();
        }
    }

    @Test
    void aRefusalIsAnAnswerInTheVenuesWords() throws Exception {
        try (var client = new Client("TOLD", exchange.port())) {
            var halted = new OrderTicket(
                    id("h"), HALTED.symbol(), Side.BUY, quantity("1"), OrderTerms.market(), Price.of("1"), 1);

            assertThat(client.submit(halted))
                    .isEqualTo(new ExecutionReport.Rejected(id("h"), "Trading in HALTED is halted"));
            assertThat(client.heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(new ExecutionReport.Rejected(id("h"), "Trading in HALTED is halted"));
        }
    }

    @Test
    void anOrderSentTwiceIsOneOrderAlsoAfterARestart() throws Exception {
        try (var client = new Client("AGAIN", exchange.port())) {
            client.submit(bid("a", "2", "100"));
            assertThat(client.submit(bid("a", "2", "100"))).isEqualTo(new ExecutionReport.Accepted(id("a")));
            client.submit(ask("b", "1", "100"));
        }
        try (var client = new Client("AGAIN", exchange.port())) {
            assertThat(client.submit(bid("a", "2", "100"))).isEqualTo(new ExecutionReport.Accepted(id("a")));
            assertThat(client.statement()).isEqualTo(exchange.books("AGAIN"));
            assertThat(get(client.venue.statement(0)).fills()).hasSize(2);
            assertThat(get(client.venue.fillsUpTo(Long.MAX_VALUE))).isEmpty();
        }
    }

    @Test
    void aVenueThatGoesOnWithAnotherNumberIsFollowed() throws Exception {
        try (var client = new Client("SKIPS", exchange.port())) {
            client.submit(bid("a", "2", "100"));
            exchange.skip("SKIPS");
            assertThat(client.query("a")).isEqualTo(new Found(OrderState.WORKING, Quantity.ZERO));
        }
        try (var client = new Client("SKIPS", exchange.port())) {
            assertThat(client.cancel("a")).isEqualTo(new ExecutionReport.Cancelled(id("a")));
        }
    }

    @Test
    void withoutALineNothingIsSent() throws Exception {
        try (var client = new Client("NOBODY", 1, Optional.empty(), false)) {
            assertThat(get(client.venue.submit(bid("a", "2", "100")))).isInstanceOf(ExecutionReport.Rejected.class);
            assertThat(get(client.venue.query(id("a")))).isEqualTo(new UnheardOf());
            assertThatThrownBy(() -> get(client.venue.statement(1))).isInstanceOf(IllegalStateException.class);
        }
    }

    /**
     * All at once, each with a session of its own, for calling anew takes a second. QuickFIX/J looks for its classes by name,
     * and virtual threads that do so at once can hold every carrier while the one that loads waits for one.
     */
    @Test
    void whereverTheLineBreaksBothSidesEndWithTheSame() throws Exception {
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("conversation-", 0).factory())) {
            var conversations = cuts().map(cut -> threads.submit(() -> {
                        converse(cut);
                        return cut;
                    }))
                    .toList();
            for (Future<Cut> conversation : conversations) {
                conversation.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private void converse(Cut cut) throws Exception {
        var name = name(cut);
        try (var proxy = new CuttingProxy(exchange.port(), Optional.of(cut));
                var client = new Client(name, proxy.port(), Optional.of(cut), true)) {
            client.insist(() -> client.venue.submit(bid("a", "2", "100")), "a");
            client.insist(() -> client.venue.submit(ask("b", "1", "100")), "b");
            client.insist(() -> client.venue.replace(id("a"), bid("c", "4", "99")), "c");
            client.insist(() -> client.venue.submit(ask("d", "2", "99")), "d");
            client.settle(() -> client.venue.cancel(id("c")));

            assertThat(client.statement()).as(cut.toString()).isEqualTo(exchange.books(name));
            var statement = client.settle(() -> client.venue.statement(Long.MAX_VALUE));
            assertThat(statement.fills())
                    .as(cut.toString())
                    .extracting(Fill::id)
                    .doesNotHaveDuplicates();
            assertThat(statement.fills()).as(cut.toString()).hasSize(4);
            assertThat(proxy.hasCut()).as(cut.toString()).isTrue();
        }
    }

    private static Stream<Cut> cuts() {
        return IntStream.rangeClosed(1, CUTS)
                .boxed()
                .flatMap(number -> Stream.of(
                        new Cut(true, number > 5 ? 5 : number, true),
                        new Cut(true, number > 5 ? 5 : number, false),
                        new Cut(false, number, true),
                        new Cut(false, number, false)))
                .distinct();
    }

    private static String name(Cut cut) {
        return (cut.toVenue() ? "OUT" : "IN") + cut.number() + (cut.passes() ? "PASSED" : "LOST");
    }

    private final class Client implements AutoCloseable {
        private final FixVenue venue;
        private final LinkedBlockingQueue<ExecutionReport> heard = new LinkedBlockingQueue<>();

        private Client(String name, int at) throws Exception {
            this(name, at, Optional.empty(), true);
        }

        private Client(String name, int at, Optional<Cut> cut, boolean logsOn) throws Exception {
            venue = FixVenue.open(
                    new FixSettings(
                            "127.0.0.1",
                            at,
                            name,
                            FixExchange.NAME,
                            "account",
                            Optional.of("user"),
                            Optional.of("secret"),
                            false,
                            Optional.empty(),
                            List.of(BTC, HALTED),
                            folder.resolve(name),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(cut.isPresent() ? 3 : PATIENCE_SECONDS)),
                    InstantSource.system());
            venue.listen(heard::add);
            if (logsOn) {
                try {
                    awaitLogon();
                } catch (AssertionError e) {
                    venue.close();
                    throw e;
                }
            }
        }

        private void awaitLogon() {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!venue.isLoggedOn()) {
                assertThat(System.nanoTime() - until)
                        .as("not logged on in time")
                        .isNegative();
                Thread.onSpinWait();
                LockSupport.parkNanos(5_000_000);
            }
        }

        private ExecutionReport submit(OrderTicket order) {
            return get(venue.submit(order));
        }

        private ExecutionReport replace(String original, OrderTicket by) {
            return get(venue.replace(id(original), by));
        }

        private ExecutionReport cancel(String order) {
            return get(venue.cancel(id(order)));
        }

        private Object query(String order) {
            return get(venue.query(id(order.replace(' ', '-'))));
        }

        /** As the exchange says it of us. */
        private String statement() {
            var statement = settle(() -> venue.statement(Long.MAX_VALUE));
            return statement.positions().getOrDefault(BTC.symbol(), Quantity.ZERO) + " "
                    + statement.open().stream()
                            .map(ClientOrderId::value)
                            .sorted()
                            .toList();
        }

        /** What a desk does: where nobody knows it asks, and sends again only what the venue never heard of. */
        private void insist(Supplier<CompletionStage<ExecutionReport>> request, String order) {
            while (true) {
                awaitLogon();
                try {
                    if (!(get(request.get()) instanceof ExecutionReport.Rejected)) {
                        return;
                    }
                } catch (IllegalStateException e) {
                    if (settle(() -> venue.query(id(order))) instanceof Found) {
                        return;
                    }
                }
            }
        }

        /** Asks until there is an answer. */
        private <A> A settle(Supplier<CompletionStage<A>> request) {
            while (true) {
                awaitLogon();
                try {
                    return get(request.get());
                } catch (IllegalStateException e) {
                    assertThat(e)
                            .as("nobody knows, and asking again does no harm")
                            .hasCauseInstanceOf(Exception.class);
                }
            }
        }

        @Override
        public void close() {
            venue.close();
        }
    }

    /** @throws IllegalStateException nobody knows */
    private static <A> A get(CompletionStage<A> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | CompletionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static OrderTicket bid(String id, String quantity, String price) {
        return order(id, Side.BUY, quantity, price);
    }

    private static OrderTicket ask(String id, String quantity, String price) {
        return order(id, Side.SELL, quantity, price);
    }

    private static OrderTicket order(String id, Side side, String quantity, String price) {
        return new OrderTicket(
                id(id), BTC.symbol(), side, quantity(quantity), OrderTerms.limit(Price.of(price)), Price.of(price), 1);
    }

    private static ClientOrderId id(String text) {
        return new ClientOrderId(text);
    }

    private static Quantity quantity(String text) {
        return Quantity.of(text);
    }
}
