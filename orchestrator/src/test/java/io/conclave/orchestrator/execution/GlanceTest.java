package io.conclave.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GlanceTest {
    private static final Symbol BTC = new Symbol("BTC-USD");

    @Test
    void nothingOnBothSidesAgrees() {
        assertThat(held("0", "0", "0")).isEmpty();
    }

    @Test
    void whatIsHeldBeforeOrAfterTheLookAgrees() {
        assertThat(held("1", "1", "3")).isEmpty();
        assertThat(held("3", "1", "3")).isEmpty();
        assertThat(held("2", "1", "3")).contains("the books hold 3 BTC-USD, the venue says 2 BTC-USD");
        assertThat(held("0", "1", "1")).contains("the books hold 1 BTC-USD, the venue says nothing");
        assertThat(held("1", "0", "0")).contains("the books hold nothing, the venue says 1 BTC-USD");
    }

    @Test
    void whatTradesDuringTheLookMayBeSeenByTheVenueAndNotByTheBooksYet() {
        assertThat(held("3", "1", "1", "2", "4")).isEmpty();
        assertThat(held("7", "1", "1", "2", "4")).isEmpty();
        assertThat(held("5", "1", "1", "2", "4"))
                .as("the first of the two is in the books already")
                .isEmpty();
        assertThat(held("4", "1", "1", "2", "4"))
                .as("nothing makes three of one")
                .contains("the books hold 1 BTC-USD, the venue says 4 BTC-USD");
    }

    @Test
    void anOrderThatOpenedOrEndedDuringTheLookIsNoDifference() {
        var nothing = KnownOrders.NONE;
        var open = nothing.with(order("a", OrderState.WORKING));
        var ended = nothing.with(order("a", OrderState.CANCELLED));

        assertThat(looked(open, "a").difference(nothing, List.of())).isEmpty();
        assertThat(looked(open, "a").difference(ended, List.of())).isEmpty();
        assertThat(looked(nothing, "a").difference(open, List.of())).isEmpty();
        assertThat(looked(nothing, "a").difference(ended, List.of()))
                .as("it came and went")
                .isEmpty();
        assertThat(looked(ended, "a").difference(ended, List.of()))
                .contains("order a is open at the venue and closed here");
        assertThat(looked(nothing, "a").difference(nothing, List.of()))
                .contains("order a is open at the venue and closed here");
    }

    @Test
    void anOrderThatTheVenueHadAndDoesNotSpeakOfIsLost() {
        var open = KnownOrders.NONE
                .with(order("a", OrderState.WORKING))
                .with(order("b", OrderState.WORKING))
                .with(order("c", OrderState.PENDING_CANCEL));

        assertThat(looked(open, "b", "c").lost()).containsExactly("a");
    }

    /** What differs when one side holds so much, and the other so much before and after a look during which some traded. */
    private static Optional<String> held(String there, String before, String after, String... moved) {
        var positions = new TreeMap<Symbol, Quantity>();
        positions.put(BTC, Quantity.of(there));
        var glance = new Glance(
                new Venue.Statement(List.of(), List.of(), positions),
                new TreeSet<>(Comparator.comparing(ClientOrderId::value)),
                ids(),
                ids(),
                ids(),
                holding(before),
                holding(after));
        return glance.difference(
                KnownOrders.NONE, Stream.of(moved).map(GlanceTest::fill).toList());
    }

    /** A look that began when these orders were known, while which the venue spoke of those as open. */
    private static Glance looked(KnownOrders known, String... openThere) {
        var orders = Stream.of(openThere).map(ClientOrderId::new).toList();
        var claimed = new TreeSet<>(Comparator.comparing(ClientOrderId::value));
        claimed.addAll(orders);
        var over = ids();
        known.ended().forEach(order -> over.add(order.id().value()));
        var atVenue = ids();
        known.open().values().stream()
                .filter(order -> order.life().isAtVenue())
                .forEach(order -> atVenue.add(order.id().value()));
        return new Glance(
                new Venue.Statement(orders, List.of(), new TreeMap<>()),
                claimed,
                new TreeSet<>(known.open().keySet()),
                over,
                atVenue,
                holding("0"),
                holding("0"));
    }

    private static DeskOrder order(String id, OrderState state) {
        var ticket = new OrderTicket(
                new ClientOrderId(id),
                BTC,
                Side.BUY,
                Quantity.of("1"),
                OrderTerms.limit(Price.of("990")),
                Price.of("1000"),
                1);
        return DeskOrder.placed(new OrderDesk.OrderPlaced(ticket, id, "key")).in(state);
    }

    private static SortedSet<String> ids(String... ids) {
        return new TreeSet<>(List.of(ids));
    }

    private static Portfolio holding(String quantity) {
        var cash = Portfolio.withCash(Money.of("10000"));
        if (Quantity.of(quantity).isZero()) {
            return cash;
        }
        return cash.after(fill(quantity));
    }

    private static Fill fill(String quantity) {
        return new Fill(
                "f", new ClientOrderId("o"), BTC, Side.BUY, Quantity.of(quantity), Price.of("1000"), Money.ZERO, 1);
    }
}
