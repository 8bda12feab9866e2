package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Orders that wait for the market to reach a price: nearest first, and of one price whoever came first. Recorded prints wake
 * them as well as trades in the book, which is why they do not wait in there.
 */
final class Stops {
    private final TreeSet<WorkingOrder> toBuy = new TreeSet<>(
            Comparator.<WorkingOrder>comparingLong(Stops::trigger).thenComparingLong(order -> order.number));
    private final TreeSet<WorkingOrder> toSell = new TreeSet<>(
            Comparator.<WorkingOrder>comparingLong(order -> -trigger(order)).thenComparingLong(order -> order.number));

    private static long trigger(WorkingOrder order) {
        return order.terms().stop().orElseThrow().e8();
    }

    void add(WorkingOrder order) {
        order.place = WorkingOrder.Place.STOPPED;
        side(order.side()).add(order);
    }

    void remove(WorkingOrder order) {
        side(order.side()).remove(order);
    }

    /** Takes out the next order that a price reaches: purchases before sales. */
    Optional<WorkingOrder> reachedBy(Price price) {
        for (var side : Side.values()) {
            var waiting = side(side);
            if (!waiting.isEmpty() && isReached(waiting.first(), price)) {
                return Optional.ofNullable(waiting.pollFirst());
            }
        }
        return Optional.empty();
    }

    static boolean isReached(WorkingOrder order, Price price) {
        return order.side().sign() * (price.e8() - trigger(order)) >= 0;
    }

    private NavigableSet<WorkingOrder> side(Side side) {
        return side == Side.BUY ? toBuy : toSell;
    }
}
