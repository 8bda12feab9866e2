package io.conclave.orchestrator.riskgate.door;

import io.conclave.domain.order.Side;
import io.conclave.domain.unit.E8;

/**
 * What an account holds of one instrument and what its waiting orders may still make of it; E8 numbers.
 *
 * <p>The worst is counted: that every purchase trades and no sale does, and the other way round.
 */
final class Exposure {
    /** No price has been seen. */
    static final long NO_PRICE = 0;

    private long position;
    private long buying;
    private long selling;
    private long price = NO_PRICE;
    private long pricedAtNanos;

    /** The same with another order waiting. */
    Exposure with(Side side, long quantity) {
        var then = new Exposure();
        then.position = position;
        then.buying = buying;
        then.selling = selling;
        then.price = price;
        then.pricedAtNanos = pricedAtNanos;
        then.waiting(side, quantity);
        return then;
    }

    void hold(long quantity) {
        position = quantity;
    }

    void trade(long signedQuantity) {
        position = Math.addExact(position, signedQuantity);
    }

    void price(long lastPrice, long atNanos) {
        price = lastPrice;
        pricedAtNanos = atNanos;
    }

    /** So much more waits on a side, or less. */
    void waiting(Side side, long quantity) {
        switch (side) {
            case BUY -> buying = Math.addExact(buying, quantity);
            case SELL -> selling = Math.addExact(selling, quantity);
        }
    }

    long price() {
        return price;
    }

    long pricedAtNanos() {
        return pricedAtNanos;
    }

    long position() {
        return position;
    }

    /** How much of an order would bring the position towards zero, beside the orders that wait to do so. */
    long reducibleBy(Side side) {
        return switch (side) {
            case SELL -> Math.max(0, position - selling);
            case BUY -> Math.max(0, -position - buying);
        };
    }

    /** Worth of the position, signed. */
    long value() {
        return worth(position);
    }

    /** Worth of the position once every purchase has traded and no sale, signed. */
    long longest() {
        return worth(Math.addExact(position, buying));
    }

    /** Worth of the position once every sale has traded and no purchase, signed. */
    long shortest() {
        return worth(Math.subtractExact(position, selling));
    }

    /** The most that the position may be worth, on whichever side. */
    long largest() {
        return Math.max(Math.absExact(longest()), Math.absExact(shortest()));
    }

    private long worth(long quantity) {
        return price == NO_PRICE ? 0 : E8.multiply(quantity, price);
    }
}
