package io.conclave.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderLifeTest {
    private static final ClientOrderId ORDER = new ClientOrderId("order");
    private static final Quantity TEN = Quantity.of("10");

    /**
     * Every state and every report. A piece is 4 of 10, the rest what is missing of 10; 4 have traded before where the
     * state says so.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(useHeadersInDisplayName = true, delimiter = '|', textBlock = """
            before           | accepted         | rejected  | piece            | rest   | cancelled | expired   | replaced  | cancel rejected  | replace rejected
            INTENDED         | WORKING          | REJECTED  | PARTIALLY_FILLED | FILLED | CANCELLED | EXPIRED   | REPLACED  | INTENDED         | INTENDED
            PENDING_NEW      | WORKING          | REJECTED  | PARTIALLY_FILLED | FILLED | CANCELLED | EXPIRED   | REPLACED  | PENDING_NEW      | PENDING_NEW
            WORKING          | WORKING          | UNKNOWN   | PARTIALLY_FILLED | FILLED | CANCELLED | EXPIRED   | REPLACED  | WORKING          | WORKING
            PARTIALLY_FILLED | PARTIALLY_FILLED | UNKNOWN   | PARTIALLY_FILLED | FILLED | CANCELLED | EXPIRED   | REPLACED  | PARTIALLY_FILLED | PARTIALLY_FILLED
            PENDING_CANCEL   | PENDING_CANCEL   | UNKNOWN   | PENDING_CANCEL   | FILLED | CANCELLED | EXPIRED   | REPLACED  | WORKING          | PENDING_CANCEL
            PENDING_REPLACE  | PENDING_REPLACE  | UNKNOWN   | PENDING_REPLACE  | FILLED | CANCELLED | EXPIRED   | REPLACED  | PENDING_REPLACE  | WORKING
            FILLED           | FILLED           | FILLED    | FILLED           | FILLED | FILLED    | FILLED    | FILLED    | FILLED           | FILLED
            REJECTED         | REJECTED         | REJECTED  | UNKNOWN          | FILLED | REJECTED  | REJECTED  | REJECTED  | REJECTED         | REJECTED
            CANCELLED        | CANCELLED        | CANCELLED | CANCELLED        | FILLED | CANCELLED | CANCELLED | CANCELLED | CANCELLED        | CANCELLED
            REPLACED         | REPLACED         | REPLACED  | REPLACED         | FILLED | REPLACED  | REPLACED  | REPLACED  | REPLACED         | REPLACED
            EXPIRED          | EXPIRED          | EXPIRED   | EXPIRED          | FILLED | EXPIRED   | EXPIRED   | EXPIRED   | EXPIRED          | EXPIRED
            UNKNOWN          | WORKING          | UNKNOWN   | PARTIALLY_FILLED | FILLED | CANCELLED | EXPIRED   | REPLACED  | UNKNOWN          | UNKNOWN
            """)
    void everyReportMeansSomethingInEveryState(
            OrderState before,
            OrderState accepted,
            OrderState rejected,
            OrderState piece,
            OrderState rest,
            OrderState cancelled,
            OrderState expired,
            OrderState replaced,
            OrderState cancelRejected,
            OrderState replaceRejected) {
        var life = in(before);
        var missing = TEN.minus(life.filled());

        assertThat(life.after(new ExecutionReport.Accepted(ORDER)).state()).isEqualTo(accepted);
        assertThat(life.after(new ExecutionReport.Rejected(ORDER, "no")).state())
                .isEqualTo(rejected);
        assertThat(life.after(traded("4")).filled()).isEqualTo(life.filled().plus(Quantity.of("4")));
        assertThat(life.after(traded("4")).state()).isEqualTo(piece);
        assertThat(
                        missing.isZero()
                                ? FULL
                                : life.after(traded(missing.toString())).state())
                .isEqualTo(rest);
        assertThat(life.after(new ExecutionReport.Cancelled(ORDER)).state()).isEqualTo(cancelled);
        assertThat(life.after(new ExecutionReport.Expired(ORDER)).state()).isEqualTo(expired);
        assertThat(life.after(new ExecutionReport.Replaced(ORDER, ORDER)).state())
                .isEqualTo(replaced);
        assertThat(life.after(new ExecutionReport.CancelRejected(ORDER, "no")).state())
                .isEqualTo(cancelRejected);
        assertThat(life.after(new ExecutionReport.ReplaceRejected(ORDER, "no")).state())
                .isEqualTo(replaceRejected);
    }

    /** Every state and everything that a venue may find when it is asked. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(useHeadersInDisplayName = true, delimiter = '|', textBlock = """
            before           | pending new      | working          | filled           | rejected  | cancelled | expired   | replaced  | unheard of
            INTENDED         | INTENDED         | WORKING          | WORKING          | REJECTED  | CANCELLED | EXPIRED   | REPLACED  | REJECTED
            PENDING_NEW      | PENDING_NEW      | WORKING          | WORKING          | REJECTED  | CANCELLED | EXPIRED   | REPLACED  | REJECTED
            WORKING          | WORKING          | WORKING          | WORKING          | REJECTED  | CANCELLED | EXPIRED   | REPLACED  | CANCELLED
            PARTIALLY_FILLED | PARTIALLY_FILLED | PARTIALLY_FILLED | PARTIALLY_FILLED | CANCELLED | CANCELLED | EXPIRED   | REPLACED  | CANCELLED
            PENDING_CANCEL   | PENDING_CANCEL   | PENDING_CANCEL   | PENDING_CANCEL   | REJECTED  | CANCELLED | EXPIRED   | REPLACED  | CANCELLED
            PENDING_REPLACE  | PENDING_REPLACE  | PENDING_REPLACE  | PENDING_REPLACE  | REJECTED  | CANCELLED | EXPIRED   | REPLACED  | CANCELLED
            FILLED           | FILLED           | FILLED           | FILLED           | FILLED    | FILLED    | FILLED    | FILLED    | FILLED
            REJECTED         | REJECTED         | REJECTED         | REJECTED         | REJECTED  | REJECTED  | REJECTED  | REJECTED  | REJECTED
            CANCELLED        | CANCELLED        | CANCELLED        | CANCELLED        | CANCELLED | CANCELLED | CANCELLED | CANCELLED | CANCELLED
            REPLACED         | REPLACED         | REPLACED         | REPLACED         | REPLACED  | REPLACED  | REPLACED  | REPLACED  | REPLACED
            EXPIRED          | EXPIRED          | EXPIRED          | EXPIRED          | EXPIRED   | EXPIRED   | EXPIRED   | EXPIRED   | EXPIRED
            UNKNOWN          | UNKNOWN          | WORKING          | WORKING          | REJECTED  | CANCELLED | EXPIRED   | REPLACED  | REJECTED
            """)
    void askedAVenueIsBelievedInEveryState(
            OrderState before,
            OrderState pendingNew,
            OrderState working,
            OrderState filled,
            OrderState rejected,
            OrderState cancelled,
            OrderState expired,
            OrderState replaced,
            OrderState unheardOf) {
        var life = in(before);

        assertThat(life.after(found(OrderState.PENDING_NEW)).state()).isEqualTo(pendingNew);
        assertThat(life.after(found(OrderState.WORKING)).state()).isEqualTo(working);
        assertThat(life.after(found(OrderState.FILLED)).state()).isEqualTo(filled);
        assertThat(life.after(found(OrderState.REJECTED)).state()).isEqualTo(rejected);
        assertThat(life.after(found(OrderState.CANCELLED)).state()).isEqualTo(cancelled);
        assertThat(life.after(found(OrderState.EXPIRED)).state()).isEqualTo(expired);
        assertThat(life.after(found(OrderState.REPLACED)).state()).isEqualTo(replaced);
        assertThat(life.unheardOf().state()).isEqualTo(unheardOf);
    }

    @Test
    void everyStateIsInTheTables() {
        // Both tables have a row a state; a new state must be given one.
        assertThat(OrderState.values()).hasSize(12);
    }

    @Test
    void whatIsAskedOfAnOrderThatEndedChangesNothing() {
        for (var state : OrderState.values()) {
            var life = in(state);
            var open = !state.isFinal();
            assertThat(life.cancelAsked().state()).isEqualTo(open ? OrderState.PENDING_CANCEL : state);
            assertThat(life.replaceAsked().state()).isEqualTo(life.isAtVenue() ? OrderState.PENDING_REPLACE : state);
        }
    }

    @Property(tries = 2_000)
    void whateverIsSaidNothingThatTradedIsLostAndWhatIsFilledStaysFilled(
            @ForAll("conversations") List<ExecutionReport> said) {
        var life = OrderLife.of(TEN);
        var traded = Quantity.ZERO;
        for (var report : said) {
            var next = life.after(report);
            if (report instanceof ExecutionReport.Traded piece) {
                traded = traded.plus(piece.fill().quantity());
            }
            assertThat(next.filled()).isEqualTo(traded);
            assertThat(next.state() == FULL).isEqualTo(traded.compareTo(TEN) >= 0);
            boolean reopened = life.state().isFinal() && !next.state().isFinal();
            assertThat(reopened).isEqualTo(life.state() == OrderState.REJECTED && next.state() == OrderState.UNKNOWN);
            life = next;
        }
    }

    @Property(tries = 1_000)
    void saidTwiceInARowIsSaidOnce(@ForAll("conversations") List<ExecutionReport> said) {
        var once = OrderLife.of(TEN);
        for (var report : said) {
            once = once.after(report);
            if (!(report instanceof ExecutionReport.Traded)) {
                assertThat(once.after(report)).isEqualTo(once);
            }
        }
    }

    @Provide
    Arbitrary<List<ExecutionReport>> conversations() {
        Arbitrary<ExecutionReport> report = Arbitraries.of(
                new ExecutionReport.Accepted(ORDER),
                new ExecutionReport.Rejected(ORDER, "no"),
                traded("1"),
                traded("4"),
                new ExecutionReport.Cancelled(ORDER),
                new ExecutionReport.Expired(ORDER),
                new ExecutionReport.Replaced(ORDER, ORDER),
                new ExecutionReport.CancelRejected(ORDER, "no"),
                new ExecutionReport.ReplaceRejected(ORDER, "no"));
        return report.list().ofMaxSize(12);
    }

    // ---- the trade's words

    private static final OrderState FULL = OrderState.FILLED;

    private static OrderLife in(OrderState state) {
        var filled = Arrays.asList(OrderState.PARTIALLY_FILLED).contains(state) ? "4" : state == FULL ? "10" : "0";
        return new OrderLife(state, TEN, Quantity.of(filled));
    }

    private static Venue.Found found(OrderState state) {
        return new Venue.Found(state, Quantity.ZERO);
    }

    private static ExecutionReport traded(String quantity) {
        return new ExecutionReport.Traded(new Fill(
                "fill", ORDER, new Symbol("BTC-USD"), Side.BUY, Quantity.of(quantity), Price.of("1"), Money.ZERO, 1));
    }
}
