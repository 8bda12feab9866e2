package io.conclave.domain.order;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;

/**
 * What the engine means to trade; journalled before any venue is told. A market order.
 *
 * @param quantity &gt; 0
 * @param reference the price the decision was taken at; never the price it is filled at
 * @param atNanos when it was meant, event time
 */
public record OrderIntent(
        ClientOrderId id,
        DecisionId decision,
        Symbol symbol,
        Side side,
        Quantity quantity,
        Price reference,
        long atNanos) {
    public OrderIntent {
        if (quantity.signum() <= 0) {
            throw new IllegalArgumentException("An order needs a positive quantity, not " + quantity);
        }
    }
}
