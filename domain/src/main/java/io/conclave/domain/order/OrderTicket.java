package io.conclave.domain.order;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;

/**
 * An order as a venue is told of it; whoever meant it, and why, stays here.
 *
 * @param quantity all of it, &gt; 0
 * @param reference the market's price when it was meant; never the price it is filled at
 * @param atNanos when it was meant, event time
 */
public record OrderTicket(
        ClientOrderId id,
        Symbol symbol,
        Side side,
        Quantity quantity,
        OrderTerms terms,
        Price reference,
        long atNanos) {
    public OrderTicket {
        if (quantity.signum() <= 0) {
            throw new IllegalArgumentException("An order needs a positive quantity, not " + quantity);
        }
        if (terms.shown().isPresent() && terms.shown().get().compareTo(quantity) > 0) {
            throw new IllegalArgumentException(
                    "An order of " + quantity + " cannot show " + terms.shown().get());
        }
    }

    /** The market order of a decision. */
    public static OrderTicket of(OrderIntent intent) {
        return new OrderTicket(
                intent.id(),
                intent.symbol(),
                intent.side(),
                intent.quantity(),
                OrderTerms.market(),
                intent.reference(),
                intent.atNanos());
    }
}
