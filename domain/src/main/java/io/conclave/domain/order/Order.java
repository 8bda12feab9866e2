package io.conclave.domain.order;

import io.conclave.domain.unit.Quantity;

/**
 * An order as far as it has come.
 *
 * @param filled how much of it traded, from zero to all
 */
public record Order(OrderIntent intent, OrderState state, Quantity filled) {
    public static Order intended(OrderIntent intent) {
        return new Order(intent, OrderState.INTENDED, Quantity.ZERO);
    }

    public Order in(OrderState next) {
        return new Order(intent, next, filled);
    }

    /** The order after a piece of it traded; all of it traded is {@link OrderState#FILLED}. */
    public Order after(Fill fill) {
        var total = filled.plus(fill.quantity());
        boolean done = total.compareTo(intent.quantity()) >= 0;
        return new Order(intent, done ? OrderState.FILLED : OrderState.WORKING, total);
    }

    /** What has not traded yet, signed: positive for a purchase. */
    public Quantity remaining() {
        var left = intent.quantity().minus(filled);
        return intent.side() == Side.BUY ? left : left.negated();
    }
}
