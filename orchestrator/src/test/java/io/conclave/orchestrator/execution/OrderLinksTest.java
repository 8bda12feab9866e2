package io.conclave.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderLinksTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final ClientOrderId ONE = new ClientOrderId("one");
    private static final ClientOrderId OTHER = new ClientOrderId("other");
    private static final ClientOrderId HEIR = new ClientOrderId("heir");
    private static final OrderLinks PAIR = OrderLinks.NONE.with(new OrderLinks.Pair(ONE, OTHER));
    private static final OrderLinks BRACKET =
            OrderLinks.NONE.with(Bracket.around(ONE, Optional.of(Price.of("110")), Optional.of(Price.of("90"))));

    /** What becomes of an order that works, by where the other of its pair stands; of 10. */
    @ParameterizedTest(name = "{0} with {1} traded")
    @CsvSource(useHeadersInDisplayName = true, delimiter = '|', textBlock = """
            one              | traded | other is taken back
            INTENDED         | 0      | false
            PENDING_NEW      | 0      | false
            WORKING          | 0      | false
            UNKNOWN          | 0      | false
            PENDING_CANCEL   | 0      | false
            PENDING_REPLACE  | 0      | false
            REJECTED         | 0      | false
            EXPIRED          | 0      | false
            CANCELLED        | 0      | true
            PARTIALLY_FILLED | 4      | true
            PENDING_CANCEL   | 4      | true
            PENDING_REPLACE  | 4      | true
            UNKNOWN          | 4      | true
            EXPIRED          | 4      | true
            CANCELLED        | 4      | true
            FILLED           | 10     | true
            """)
    void whatBecomesOfOneDecidesOnTheOther(OrderState one, String traded, boolean takenBack) {
        var expected = takenBack ? List.of(OTHER) : List.<ClientOrderId>of();
        var works = order(OTHER, OrderState.WORKING, "0");

        assertThat(PAIR.toTakeBack(orders(order(ONE, one, traded), works))).isEqualTo(expected);
        var turned = OrderLinks.NONE.with(new OrderLinks.Pair(OTHER, ONE));
        assertThat(turned.toTakeBack(orders(order(ONE, one, traded), works))).isEqualTo(expected);
    }

    @Test
    void anOrderThatWasTakenBackForTheOthersSakeDoesNotTakeThatAlong() {
        var traded = order(ONE, OrderState.PARTIALLY_FILLED, "4");

        assertThat(PAIR.toTakeBack(orders(traded, order(OTHER, OrderState.CANCELLED, "0"))))
                .isEmpty();
        assertThat(PAIR.toTakeBack(orders(traded, order(OTHER, OrderState.CANCELLED, "1"))))
                .containsExactly(ONE);
    }

    /** Whether an order is taken back whose other has traded, by where it stands itself. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(useHeadersInDisplayName = true, delimiter = '|', textBlock = """
            other            | asked for
            INTENDED         | true
            WORKING          | true
            UNKNOWN          | true
            PENDING_CANCEL   | false
            PENDING_REPLACE  | false
            FILLED           | false
            CANCELLED        | false
            REJECTED         | false
            EXPIRED          | false
            """)
    void anOrderIsAskedForOnceItCanBeTakenBack(OrderState other, boolean askedFor) {
        var filled = order(ONE, OrderState.FILLED, "10");

        assertThat(PAIR.toTakeBack(orders(filled, order(OTHER, other, "0")))).hasSize(askedFor ? 1 : 0);
    }

    /** How much of what a bracket's parent traded is given ways out, when 3 of it have some. */
    @ParameterizedTest(name = "{0} with {1} traded")
    @CsvSource(useHeadersInDisplayName = true, delimiter = '|', textBlock = """
            parent           | traded | uncovered
            WORKING          | 0      | 0
            PARTIALLY_FILLED | 7      | 0
            PENDING_CANCEL   | 7      | 0
            UNKNOWN          | 7      | 0
            REJECTED         | 0      | 0
            CANCELLED        | 3      | 0
            CANCELLED        | 7      | 4
            EXPIRED          | 7      | 4
            FILLED           | 10     | 7
            """)
    void whatAParentTradedIsCoveredOnceItTradesNoMore(OrderState parent, String traded, String uncovered) {
        var links = BRACKET.covered(new OrderDesk.OrderCovered(ONE, Quantity.of("3"), List.of(OTHER)));

        var open = links.toCover(orders(order(ONE, parent, traded)));

        assertThat(open.map(OrderLinks.Uncovered::quantity).orElse(Quantity.ZERO))
                .isEqualTo(Quantity.of(uncovered));
    }

    @Test
    void theWaysOutOfABracketAreAPair() {
        var covered = BRACKET.covered(new OrderDesk.OrderCovered(ONE, Quantity.of("10"), List.of(OTHER, HEIR)));

        assertThat(covered.pairs()).containsExactly(new OrderLinks.Pair(OTHER, HEIR));
        assertThat(covered.toCover(orders(order(ONE, OrderState.FILLED, "10")))).isEmpty();
    }

    @Test
    void anOrderThatReplacedAnotherStandsInItsPlace() {
        var links = PAIR.replaced(ONE, HEIR);

        assertThat(links.toTakeBack(orders(
                        order(ONE, OrderState.REPLACED, "4"),
                        order(HEIR, OrderState.WORKING, "0"),
                        order(OTHER, OrderState.WORKING, "0"))))
                .isEmpty();
        assertThat(links.toTakeBack(
                        orders(order(HEIR, OrderState.FILLED, "10"), order(OTHER, OrderState.WORKING, "0"))))
                .containsExactly(OTHER);
    }

    @Test
    void theSecondOfAPairCountsOnceTheFirstIsOver() {
        var works = order(OTHER, OrderState.WORKING, "0");
        var both = orders(order(ONE, OrderState.WORKING, "0"), works);
        var second = orders(order(ONE, OrderState.CANCELLED, "0"), works);

        assertThat(PAIR.countedFor(OTHER, both)).contains(ONE);
        assertThat(PAIR.countedFor(ONE, both)).isEmpty();
        assertThat(PAIR.countedFor(OTHER, second)).isEmpty();
        assertThat(PAIR.secondsThatCount(both)).isEmpty();
        assertThat(PAIR.secondsThatCount(second)).containsExactly(works);
    }

    @Test
    void whatIsOverIsForgotten() {
        var over = orders(order(ONE, OrderState.FILLED, "10"), order(OTHER, OrderState.CANCELLED, "0"));

        assertThat(PAIR.after(over)).isEqualTo(OrderLinks.NONE);
        assertThat(BRACKET.after(over)).isEqualTo(BRACKET);
        assertThat(BRACKET.after(KnownOrders.NONE)).isEqualTo(OrderLinks.NONE);
    }

    @Test
    void aBracketThatMakesNoSenseIsNone() {
        var low = Optional.of(Price.of("90"));
        var high = Optional.of(Price.of("110"));

        assertThat(Bracket.fault(Side.BUY, high, low)).isEmpty();
        assertThat(Bracket.fault(Side.SELL, low, high)).isEmpty();
        assertThat(Bracket.fault(Side.SELL, low, Optional.empty())).isEmpty();
        assertThat(Bracket.fault(Side.BUY, low, high))
                .contains("A bracket around a BUY takes its profit above the price at which it stops the loss");
        assertThat(Bracket.fault(Side.SELL, high, low))
                .contains("A bracket around a SELL takes its profit below the price at which it stops the loss");
        assertThat(Bracket.fault(Side.BUY, Optional.empty(), Optional.empty())).isPresent();
    }

    private static KnownOrders orders(DeskOrder... all) {
        var orders = KnownOrders.NONE;
        for (var order : all) {
            orders = orders.with(order);
        }
        return orders;
    }

    private static DeskOrder order(ClientOrderId id, OrderState state, String filled) {
        var ticket = new OrderTicket(
                id, BTC, Side.SELL, Quantity.of("10"), OrderTerms.limit(Price.of("100")), Price.of("100"), 1);
        return new DeskOrder(
                ticket,
                id.value(),
                "key",
                Optional.empty(),
                state,
                Quantity.of(filled),
                Money.ZERO,
                Optional.empty(),
                Optional.empty(),
                "");
    }
}
