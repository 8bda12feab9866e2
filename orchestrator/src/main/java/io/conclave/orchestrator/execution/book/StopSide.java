package io.conclave.orchestrator.execution.book;

import io.conclave.domain.order.Side;

/**
 * Stop orders of one side, next to be triggered last. A stop to buy is triggered by a trade at its price or above, the
 * lowest first; a stop to sell by one at its price or below, the highest first; of one price, the eldest first.
 */
final class StopSide {
    private final long sign;
    private final Orders orders;
    private final SortedSlots waiting;

    /** @param expected there is room for so many at first */
    StopSide(Side side, Orders orders, int expected) {
        this.waiting = new SortedSlots(expected);
        this.sign = side == Side.BUY ? -1 : 1;
        this.orders = orders;
    }

    void add(int order) {
        waiting.insert(sign * orders.trigger(order), orders.entry(order), order);
    }

    void remove(int order) {
        waiting.removeAt(waiting.find(sign * orders.trigger(order), orders.entry(order)));
    }

    boolean isReachedBy(long trigger, long lastPrice) {
        return sign * trigger >= sign * lastPrice;
    }

    /** The order that the last price triggers next; {@link Orders#NOBODY} if none. */
    int next(long lastPrice) {
        if (waiting.isEmpty() || waiting.key(waiting.size() - 1) < sign * lastPrice) {
            return Orders.NOBODY;
        }
        return waiting.value(waiting.size() - 1);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /** @param index from 0, in the order in which they would be triggered */
    int get(int index) {
        return waiting.value(waiting.size() - 1 - index);
    }
}
