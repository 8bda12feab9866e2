package io.conclave.orchestrator.riskgate.door;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/** The orders of the last moments: how many, and what they were like. Moments never go back. */
final class RecentOrders {
    /** What makes two orders look like one sent twice. */
    private record Likeness(Symbol symbol, Side side, Quantity quantity, OrderTerms terms) {
        static Likeness of(OrderTicket order) {
            return new Likeness(order.symbol(), order.side(), order.quantity(), order.terms());
        }
    }

    private record Sent(Likeness what, long atNanos) {}

    private final ArrayDeque<Long> counted = new ArrayDeque<>();
    private final ArrayDeque<Sent> compared = new ArrayDeque<>();

    /** How many of {@link #compared} are like that; looked up, never iterated. */
    private final Map<Likeness, Integer> alike = new LinkedHashMap<>();

    private long unknownUntil = Long.MIN_VALUE;

    /** Up to then there may have been any number. */
    void unknownUntil(long nanos) {
        unknownUntil = nanos;
    }

    void add(OrderTicket order, long atNanos) {
        var likeness = Likeness.of(order);
        counted.addLast(atNanos);
        compared.addLast(new Sent(likeness, atNanos));
        alike.merge(likeness, 1, Integer::sum);
    }

    /** Orders since that long before a moment. */
    int within(long windowNanos, long nowNanos) {
        while (!counted.isEmpty() && counted.getFirst() <= nowNanos - windowNanos) {
            counted.removeFirst();
        }
        return unknownUntil > nowNanos - windowNanos ? DoorLimits.MOST_ORDERS : counted.size();
    }

    /** Whether one like this was sent since that long before a moment. */
    boolean hasLike(OrderTicket order, long windowNanos, long nowNanos) {
        while (!compared.isEmpty() && compared.getFirst().atNanos() <= nowNanos - windowNanos) {
            alike.computeIfPresent(compared.removeFirst().what(), (what, times) -> times == 1 ? null : times - 1);
        }
        return alike.containsKey(Likeness.of(order));
    }
}
