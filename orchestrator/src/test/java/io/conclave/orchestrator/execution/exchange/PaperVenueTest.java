package io.conclave.orchestrator.execution.exchange;

import static io.conclave.orchestrator.execution.exchange.Scene.OIL;
import static io.conclave.orchestrator.execution.exchange.Scene.limit;
import static io.conclave.orchestrator.execution.exchange.Scene.price;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.ExecutionReport;
import io.conclave.orchestrator.execution.Venue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The exchange as a venue, over a tape whose price at each moment from 1 to 99 is a hundred and that moment. */
class PaperVenueTest {
    private static final ExchangeTerms TERMS =
            ExchangeTerms.FREE.withSlippage(new Bps(100)).withFees(new Bps(10), Bps.ZERO);

    private final Drawer books = new Drawer();
    private final List<ExecutionReport> heard = new ArrayList<>();
    private PaperVenue venue = venue(TERMS);

    private PaperVenue venue(ExchangeTerms terms) {
        var opened =
                new PaperVenue(new RisingTape(Scene.TERMS), terms, new AccountTerms.Cash(), Money.of("10000"), books);
        opened.listen(heard::add);
        return opened;
    }

    @Test
    void aMarketOrderIsFilledWholeAtTheNextPriceAndToldOnce() {
        assertThat(now(venue.submit(order("o1", Side.BUY, 2, OrderTerms.market(), 10))))
                .isEqualTo(new ExecutionReport.Accepted(id("o1")));
        assertThat(now(venue.query(id("o1")))).isEqualTo(new Venue.Found(OrderState.WORKING, Quantity.ZERO));
        assertThat(now(venue.fillsUpTo(10))).isEmpty();
        assertThat(now(venue.fillsUpTo(12)))
                .containsExactly(new Fill(
                        "o1-1",
                        id("o1"),
                        OIL,
                        Side.BUY,
                        Quantity.of("2"),
                        Price.of("112.11"),
                        Money.of("0.22422"),
                        11));
        assertThat(now(venue.fillsUpTo(20))).isEmpty();
        assertThat(now(venue.query(id("o1")))).isEqualTo(new Venue.Found(OrderState.FILLED, Quantity.of("2")));
    }

    @Test
    void whatTheVenueRefusesItRefusesWhenTheOrderArrives() {
        var why = "A cash account sells only what it holds";
        assertThat(now(venue.submit(order("o1", Side.SELL, 2, OrderTerms.market(), 10))))
                .isEqualTo(new ExecutionReport.Rejected(id("o1"), why));
        assertThat(now(venue.submit(order("o2", Side.SELL, 2, OrderTerms.market(), 15))))
                .as("its time is ahead of the venue's")
                .isEqualTo(new ExecutionReport.Accepted(id("o2")));
        now(venue.fillsUpTo(15));
        assertThat(heard)
                .containsExactly(
                        new ExecutionReport.Rejected(id("o1"), why), new ExecutionReport.Rejected(id("o2"), why));
        assertThat(now(venue.query(id("o2")))).isEqualTo(new Venue.Found(OrderState.REJECTED, Quantity.ZERO));
    }

    @Test
    void anotherNodeFindsTheVenueAsTheFirstOneLeftIt() {
        now(venue.submit(order("o1", Side.BUY, 2, OrderTerms.market(), 10)));
        now(venue.submit(order("o2", Side.BUY, 2, limit(90), 10)));
        now(venue.fillsUpTo(15));
        now(venue.submit(order("o3", Side.SELL, 1, limit(150), 15)));
        now(venue.replace(id("o3"), order("o4", Side.SELL, 2, limit(130), 15)));
        assertThat(now(venue.cancel(id("o2")))).isEqualTo(new ExecutionReport.Cancelled(id("o2")));

        var other = venue(TERMS);
        assertThat(now(other.query(id("o2")))).isEqualTo(new Venue.Found(OrderState.CANCELLED, Quantity.ZERO));
        assertThat(now(other.query(id("o9")))).isEqualTo(new Venue.UnheardOf());
        assertThat(now(other.statement(15)).open()).containsExactly(id("o4"));
        assertThat(now(other.statement(15)).positions()).containsEntry(OIL, Quantity.of("2"));
        assertThat(now(other.fillsUpTo(40)))
                .extracting(fill -> fill.order() + " " + fill.price() + " " + fill.atNanos())
                .containsExactly("o4 130 31");
        assertThat(now(venue.fillsUpTo(40))).as("the first one, come back").hasSize(1);
    }

    @Test
    void anOrderThatIsSentAgainIsTheSameOrder() {
        now(venue.submit(order("o1", Side.BUY, 2, OrderTerms.market(), 10)));
        now(venue.submit(order("o1", Side.BUY, 2, OrderTerms.market(), 10)));
        now(venue(TERMS).submit(order("o1", Side.BUY, 2, OrderTerms.market(), 10)));
        assertThat(now(venue.fillsUpTo(40))).hasSize(1);
    }

    @Test
    void whatTradedAfterTheMomentThatIsAskedForCountsAsOpen() {
        now(venue.submit(order("o1", Side.BUY, 2, OrderTerms.market(), 10)));
        now(venue.fillsUpTo(15));
        var statement = now(venue(TERMS).statement(10));
        assertThat(statement.open()).containsExactly(id("o1"));
        assertThat(statement.fills()).isEmpty();
        assertThat(statement.positions()).isEmpty();
    }

    @Test
    void aCancelThatTravelsIsAnsweredWhenItHasArrived() {
        venue = venue(TERMS.withLatency(Duration.ZERO, Duration.ofNanos(5)));
        now(venue.submit(order("o1", Side.BUY, 2, limit(90), 10)));
        now(venue.fillsUpTo(12));
        var answer = venue.cancel(id("o1")).toCompletableFuture();
        assertThat(answer).isNotDone();
        now(venue.fillsUpTo(20));
        assertThat(answer).isCompletedWithValue(new ExecutionReport.Cancelled(id("o1")));
    }

    @Test
    void whetherAReplacementTakesThePlaceIsKnownWhenItHasArrived() {
        now(venue.submit(order("o1", Side.BUY, 2, OrderTerms.market().in(TimeInForce.IOC), 10)));
        var answer = venue.replace(id("o1"), order("o2", Side.BUY, 3, limit(101).in(TimeInForce.IOC), 15))
                .toCompletableFuture();
        assertThat(answer).isNotDone();
        assertThat(now(venue.query(id("o2")))).isEqualTo(new Venue.Found(OrderState.PENDING_REPLACE, Quantity.ZERO));

        now(venue.fillsUpTo(15));

        assertThat(now(venue.query(id("o1")))).isEqualTo(new Venue.Found(OrderState.FILLED, Quantity.of("2")));
        assertThat(now(venue.query(id("o2")))).isEqualTo(new Venue.UnheardOf());
        assertThat(heard).contains(new ExecutionReport.ReplaceRejected(id("o1"), Refusal.UNKNOWN_ORDER.sentence()));
    }

    @Test
    void whatIsAskedWhileTheBooksAreWrittenIsWrittenInOneGo() {
        var slow = new SlowDrawer();
        var venue =
                new PaperVenue(new RisingTape(Scene.TERMS), TERMS, new AccountTerms.Cash(), Money.of("10000"), slow);
        var answers = new ArrayList<CompletionStage<ExecutionReport>>();
        for (int i = 1; i <= 5; i++) {
            answers.add(venue.submit(order("o" + i, Side.BUY, 2, limit(90), 10)));
        }
        answers.add(venue.cancel(id("o5")));
        answers.add(venue.cancel(id("o5")));

        slow.goesOn();

        assertThat(slow.pages()).containsExactly(1, 6);
        assertThat(answers.subList(0, 4))
                .allSatisfy(answer -> assertThat(now(answer)).isInstanceOf(ExecutionReport.Accepted.class));
        assertThat(now(answers.get(5)).order()).isEqualTo(id("o5"));
        assertThat(now(venue.query(id("o4")))).isEqualTo(new Venue.Found(OrderState.WORKING, Quantity.ZERO));
        assertThat(now(venue.query(id("o5")))).isEqualTo(new Venue.Found(OrderState.CANCELLED, Quantity.ZERO));
    }

    /** Its first page takes until it is told to go on. */
    private static final class SlowDrawer implements PaperMemory {
        private final Drawer drawer = new Drawer();
        private final CompletableFuture<Void> goOn = new CompletableFuture<>();
        private final List<Integer> pages = new ArrayList<>();

        void goesOn() {
            goOn.complete(null);
        }

        List<Integer> pages() {
            return pages;
        }

        @Override
        public CompletionStage<Page> note(List<Request> requests, long notBeforeNanos, long after) {
            pages.add(requests.size());
            return goOn.thenCompose(_ -> drawer.note(requests, notBeforeNanos, after));
        }

        @Override
        public CompletionStage<Page> requests(long after) {
            return drawer.requests(after);
        }

        @Override
        public CompletionStage<Boolean> settle(long requests, long upToNanos, List<Fill> fills) {
            return drawer.settle(requests, upToNanos, fills);
        }

        @Override
        public CompletionStage<List<Numbered>> fills(long after) {
            return drawer.fills(after);
        }
    }

    @Test
    void anOrderForTheDayEndsAtMidnight() {
        now(venue.submit(order("o1", Side.BUY, 2, limit(90).in(TimeInForce.DAY), 10)));
        now(venue.fillsUpTo(Duration.ofDays(1).toNanos()));
        assertThat(heard)
                .containsExactly(new ExecutionReport.Accepted(id("o1")), new ExecutionReport.Expired(id("o1")));
    }

    @Test
    void atTheEndOfTheTapeWhatIsLeftOfItHappens() {
        now(venue.submit(order("o1", Side.BUY, 2, OrderTerms.stop(price(199)), 10)));
        assertThat(now(venue.fillsUpTo(Long.MAX_VALUE)))
                .extracting(Fill::atNanos)
                .containsExactly(99L);
        now(venue.submit(order("o2", Side.BUY, 2, OrderTerms.market(), 99)));
        assertThat(now(venue.fillsUpTo(Long.MAX_VALUE))).isEmpty();
        assertThat(now(venue.statement(Long.MAX_VALUE)).open()).containsExactly(id("o2"));
    }

    @Test
    void aStopWaitsForItsPrice() {
        now(venue.submit(order("o1", Side.BUY, 2, OrderTerms.stop(price(120)), 10)));
        assertThat(now(venue.fillsUpTo(19))).isEmpty();
        assertThat(now(venue.fillsUpTo(20))).extracting(Fill::atNanos).containsExactly(20L);
    }

    private static OrderTicket order(String id, Side side, int lots, OrderTerms terms, long at) {
        return new OrderTicket(id(id), OIL, side, Quantity.of("" + lots), terms, price(110), at);
    }

    private static ClientOrderId id(String id) {
        return new ClientOrderId(id);
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
