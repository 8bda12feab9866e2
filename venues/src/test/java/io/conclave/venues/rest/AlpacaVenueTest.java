package io.conclave.venues.rest;

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
import io.conclave.testkit.broker.AlpacaServer;
import io.conclave.testkit.broker.AlpacaServer.Trouble;
import io.conclave.venues.marketdata.Listing;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlpacaVenueTest {
    private static final Listing BTC = new Listing(new Symbol("BTC-USD"), "BTC/USD");
    private static final int PATIENCE_SECONDS = 20;

    private final AtomicLong ticks = new AtomicLong();
    private final LinkedBlockingQueue<ExecutionReport> heard = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init")
    private AlpacaServer broker;

    @SuppressWarnings("NullAway.Init")
    private AlpacaVenue venue;

    @BeforeEach
    void open() throws IOException {
        broker = new AlpacaServer();
        venue = venue("secret", Duration.ofSeconds(2));
        venue.listen(heard::add);
    }

    @AfterEach
    void close() {
        venue.close();
        broker.close();
        thread.shutdown();
        http.shutdownNow();
    }

    @Test
    void anOrderIsTakenTradedAndTold() throws InterruptedException {
        assertThat(get(venue.submit(buy("a", "2")))).isEqualTo(new ExecutionReport.Accepted(id("a")));

        assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(ExecutionReport.Traded.class);
        var fills = get(venue.fillsUpTo(Long.MAX_VALUE));
        assertThat(fills).extracting(Fill::order).containsExactly(id("a"));
        assertThat(fills).extracting(Fill::symbol).containsExactly(BTC.symbol());
        assertThat(get(venue.fillsUpTo(Long.MAX_VALUE))).isEmpty();
        assertThat(get(venue.statement(Long.MAX_VALUE)).positions())
                .containsExactly(Map.entry(BTC.symbol(), Quantity.of("2")));
    }

    @Test
    void anOrderThatRestsIsReplacedAndTakenBack() {
        assertThat(get(venue.submit(bid("a", "2")))).isEqualTo(new ExecutionReport.Accepted(id("a")));
        assertThat(get(venue.replace(id("a"), bid("b", "3"))))
                .isEqualTo(new ExecutionReport.Replaced(id("a"), id("b")));
        broker.trade("b", "1", "99");
        assertThat(get(venue.query(id("b")))).isEqualTo(new Found(OrderState.PARTIALLY_FILLED, Quantity.of("1")));
        assertThat(get(venue.cancel(id("b")))).isEqualTo(new ExecutionReport.Cancelled(id("b")));
        assertThat(get(venue.cancel(id("b")))).isInstanceOf(ExecutionReport.CancelRejected.class);
        assertThat(get(venue.statement(Long.MAX_VALUE)).open()).isEmpty();
    }

    @Test
    void anEndThatNobodyAskedForIsTold() throws InterruptedException {
        get(venue.submit(bid("a", "2")));
        broker.awaitRequest("GET /v2/orders?status=open", PATIENCE_SECONDS);
        broker.expire("a");

        assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new ExecutionReport.Expired(id("a")));
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENT_AFTER", "FAULT_AFTER"})
    void anOrderThatWasTakenAndNotAnsweredIsNotSentTwice(Trouble trouble) {
        broker.next(trouble);
        assertThatThrownBy(() -> get(venue.submit(bid("a", "2")))).isInstanceOf(IllegalStateException.class);

        assertThat(get(venue.query(id("a")))).isEqualTo(new Found(OrderState.WORKING, Quantity.ZERO));
        assertThat(get(venue.submit(bid("a", "2")))).isEqualTo(new ExecutionReport.Accepted(id("a")));
        assertThat(broker.orders()).isOne();
    }

    @Test
    void aVenueThatIsAskedTooOftenIsLeftAlone() {
        broker.next(Trouble.TOO_MANY);
        assertThat(get(venue.submit(bid("a", "2")))).isInstanceOf(ExecutionReport.Rejected.class);
        assertThat(get(venue.submit(bid("a", "2")))).isInstanceOf(ExecutionReport.Rejected.class);
        assertThat(broker.requests()).filteredOn(it -> it.startsWith("POST")).hasSize(1);

        ticks.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(get(venue.submit(bid("a", "2")))).isEqualTo(new ExecutionReport.Accepted(id("a")));
    }

    @Test
    void aRefusalIsAnAnswerInTheVenuesWords() {
        assertThat(get(venue.submit(bid("a", "1001"))))
                .isEqualTo(new ExecutionReport.Rejected(id("a"), "insufficient buying power"));
        assertThat(get(venue.query(id("a")))).isEqualTo(new UnheardOf());
    }

    @Test
    void manyFillsComeInPages() {
        get(venue.submit(bid("a", "250")));
        IntStream.range(0, 250).forEach(_ -> broker.trade("a", "1", "99"));

        assertThat(get(venue.fillsUpTo(Long.MAX_VALUE))).hasSize(250);
    }

    @Test
    void whatAStatementHasToldIsNotToldAgain() {
        get(venue.submit(bid("a", "2")));
        broker.trade("a", "2", "99");

        assertThat(get(venue.statement(0)).fills()).extracting(Fill::order).containsExactly(id("a"));
        assertThat(get(venue.fillsUpTo(Long.MAX_VALUE))).isEmpty();
        assertThat(heard).hasSize(1);
    }

    @Test
    void aFillThatTheVenueHasPutBeforeOthersIsInTheNextStatement() {
        get(venue.submit(bid("a", "2")));
        broker.trade("a", "1", "99");
        assertThat(get(venue.statement(0)).fills()).hasSize(1);
        broker.tradedEarlier("a", "1", "99");

        assertThat(get(venue.fillsUpTo(Long.MAX_VALUE))).isEmpty();
        assertThat(get(venue.statement(0)).fills()).hasSize(2);
        assertThat(get(venue.statement(0)).positions()).containsExactly(Map.entry(BTC.symbol(), Quantity.of("2")));
    }

    @Test
    void whatTradedBeforeOurBooksBeganIsAnothers() {
        get(venue.submit(buy("others", "1")));
        get(venue.submit(buy("ours", "1")));
        var began = Instant.ofEpochSecond(
                0, get(venue.fillsUpTo(Long.MAX_VALUE)).getFirst().atNanos());

        try (var later = AlpacaVenue.open(
                settings("secret", Duration.ofSeconds(2), Optional.of(began)), http, ticks::get, thread)) {
            assertThat(get(later.statement(Long.MAX_VALUE)).fills())
                    .extracting(Fill::order)
                    .containsExactly(id("ours"));
        }
    }

    @Test
    void theKeyIsNeverTold() {
        var wrong = venue("wrong-secret", Duration.ofSeconds(2));
        try (wrong) {
            assertThatThrownBy(() -> get(wrong.query(id("a")))).hasMessageNotContaining("wrong-secret");
            assertThat(get(wrong.submit(bid("a", "2")))).isEqualTo(new ExecutionReport.Rejected(id("a"), "forbidden"));
        }
        assertThat(settings("wrong-secret", Duration.ofSeconds(2)).toString()).doesNotContain("secret", "key-id");
    }

    private AlpacaVenue venue(String secret, Duration patience) {
        return AlpacaVenue.open(settings(secret, patience), http, ticks::get, thread);
    }

    private AlpacaSettings settings(String secret, Duration patience) {
        return settings(secret, patience, Optional.empty());
    }

    private AlpacaSettings settings(String secret, Duration patience, Optional<Instant> from) {
        return new AlpacaSettings(broker.base(), "key-id", secret, List.of(BTC), patience, Duration.ofMillis(20), from);
    }

    /** @throws IllegalStateException nobody knows */
    private static <A> A get(CompletionStage<A> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static OrderTicket buy(String id, String quantity) {
        return order(id, quantity, OrderTerms.market());
    }

    private static OrderTicket bid(String id, String quantity) {
        return order(id, quantity, OrderTerms.limit(Price.of("99")));
    }

    private static OrderTicket order(String id, String quantity, OrderTerms terms) {
        return new OrderTicket(id(id), BTC.symbol(), Side.BUY, Quantity.of(quantity), terms, Price.of("99"), 1);
    }

    private static ClientOrderId id(String text) {
        return new ClientOrderId(text);
    }
}
