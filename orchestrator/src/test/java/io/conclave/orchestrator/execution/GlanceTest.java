package io.conclave.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Side;
import io.conclave.domain.portfolio.Portfolio;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GlanceTest {
    private static final Symbol BTC = new Symbol("BTC-USD");

    @Test
    void nothingOnBothSidesAgrees() {
        assertThat(glance("0", "0", "0", ids(), ids()).difference(ids())).isEmpty();
    }

    @Test
    void whatIsHeldBeforeOrAfterTheLookAgrees() {
        assertThat(glance("1", "1", "3", ids(), ids()).difference(ids())).isEmpty();
        assertThat(glance("3", "1", "3", ids(), ids()).difference(ids())).isEmpty();
        assertThat(glance("2", "1", "3", ids(), ids()).difference(ids()))
                .contains("the books hold 3 BTC-USD, the venue says 2 BTC-USD");
        assertThat(glance("0", "1", "1", ids(), ids()).difference(ids()))
                .contains("the books hold 1 BTC-USD, the venue says nothing");
        assertThat(glance("1", "0", "0", ids(), ids()).difference(ids()))
                .contains("the books hold nothing, the venue says 1 BTC-USD");
    }

    @Test
    void anOrderThatOpenedOrEndedDuringTheLookIsNoDifference() {
        assertThat(glance("0", "0", "0", ids("a"), ids("a"), "a").difference(ids()))
                .isEmpty();
        assertThat(glance("0", "0", "0", ids(), ids(), "a").difference(ids("a")))
                .isEmpty();
        assertThat(glance("0", "0", "0", ids(), ids(), "a").difference(ids()))
                .contains("order a is open at the venue and closed here");
    }

    @Test
    void anOrderThatTheVenueHadAndDoesNotSpeakOfIsLost() {
        assertThat(glance("0", "0", "0", ids("a", "b", "c"), ids("a", "b"), "b", "c")
                        .lost())
                .containsExactly("a");
    }

    private static Glance glance(
            String there,
            String before,
            String after,
            SortedSet<String> open,
            SortedSet<String> atVenue,
            String... openThere) {
        var positions = new TreeMap<Symbol, Quantity>();
        positions.put(BTC, Quantity.of(there));
        var orders = Stream.of(openThere).map(ClientOrderId::new).toList();
        var claimed = new TreeSet<>(Comparator.comparing(ClientOrderId::value));
        claimed.addAll(orders);
        return new Glance(
                new Venue.Statement(orders, List.of(), positions),
                claimed,
                open,
                atVenue,
                holding(before),
                holding(after));
    }

    private static SortedSet<String> ids(String... ids) {
        return new TreeSet<>(List.of(ids));
    }

    private static Portfolio holding(String quantity) {
        var cash = Portfolio.withCash(Money.of("10000"));
        if (Quantity.of(quantity).isZero()) {
            return cash;
        }
        return cash.after(new Fill(
                "f", new ClientOrderId("o"), BTC, Side.BUY, Quantity.of(quantity), Price.of("1000"), Money.ZERO, 1));
    }
}
