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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A position is the sum of its fills, whatever traded; whoever says otherwise is found out. */
class ReconciliationTest {
    private static final Money CASH = Money.of("10000");

    @Property(tries = 300)
    void aPositionIsTheSumOfItsFills(@ForAll("trades") List<Fill> fills) {
        var stored = booked(fills);

        for (var held : stored.positions().entrySet()) {
            var sum = fills.stream()
                    .filter(fill -> fill.symbol().equals(held.getKey()))
                    .map(Fill::signedQuantity)
                    .reduce(Quantity.ZERO, Quantity::plus);
            assertThat(held.getValue().quantity()).isEqualTo(sum);
        }
        assertThat(compared(fills, fills, stored).difference()).isEmpty();
    }

    @Property(tries = 300)
    void aFillThatAnybodyIsMissingIsADifference(@ForAll("trades") List<Fill> fills) {
        var stored = booked(fills);
        var fewer = fills.subList(0, fills.size() - 1);

        assertThat(compared(fewer, fills, stored).difference()).isPresent();
        assertThat(compared(fills, fewer, stored).difference()).isPresent();
        assertThat(compared(fills, fills, booked(fewer)).difference()).isPresent();
    }

    @Property(tries = 100)
    void whatIsMissedIsWhatIsNotKnownAndEachOnce(@ForAll("trades") List<Fill> fills) {
        var twice = new ArrayList<>(fills);
        twice.addAll(fills);
        var known = new TreeSet<>(List.of(fills.getFirst().id()));

        assertThat(Reconciliation.missed(twice, Long.MAX_VALUE, known))
                .containsExactlyElementsOf(fills.subList(1, fills.size()));
        assertThat(Reconciliation.missed(twice, -1, known)).isEmpty();
    }

    private static Portfolio booked(List<Fill> fills) {
        var portfolio = Portfolio.withCash(CASH);
        for (Fill fill : fills) {
            portfolio = portfolio.after(fill);
        }
        return portfolio;
    }

    private static Reconciliation compared(List<Fill> atVenue, List<Fill> journalled, Portfolio stored) {
        var positions = new TreeMap<Symbol, Quantity>();
        atVenue.forEach(fill -> positions.merge(fill.symbol(), fill.signedQuantity(), Quantity::plus));
        var claimed = new TreeSet<>(Comparator.comparing(ClientOrderId::value));
        atVenue.forEach(fill -> claimed.add(fill.order()));
        return new Reconciliation(
                new Venue.Statement(List.of(), atVenue, positions), claimed, new TreeSet<>(), stored, journalled);
    }

    @Provide
    Arbitrary<List<Fill>> trades() {
        var fill = Combinators.combine(
                        Arbitraries.of("BTC-USD", "ETH-USD"),
                        Arbitraries.of(Side.class),
                        Arbitraries.longs().between(1, 1_000_000_000L),
                        Arbitraries.longs().between(1, 100_000_000_000_000L))
                .as((symbol, side, quantity, price) -> new Fill(
                        "?",
                        new ClientOrderId("order"),
                        new Symbol(symbol),
                        side,
                        new Quantity(quantity),
                        new Price(price),
                        new Money(quantity % 1_000),
                        0));
        return fill.list().ofMinSize(1).ofMaxSize(40).map(ReconciliationTest::numbered);
    }

    private static List<Fill> numbered(List<Fill> fills) {
        var numbered = new ArrayList<Fill>();
        for (Fill fill : fills) {
            numbered.add(new Fill(
                    "fill-" + numbered.size(),
                    fill.order(),
                    fill.symbol(),
                    fill.side(),
                    fill.quantity(),
                    fill.price(),
                    fill.fee(),
                    numbered.size()));
        }
        return numbered;
    }
}
