package io.conclave.domain.order;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;

/**
 * A piece of an order that traded.
 *
 * @param id the venue's, stable: a fill seen twice is one fill
 * @param quantity &gt; 0
 * @param price what was paid, slippage included
 * @param fee account currency; negative is a rebate
 * @param atNanos event time at the venue
 */
public record Fill(
        String id,
        ClientOrderId order,
        Symbol symbol,
        Side side,
        Quantity quantity,
        Price price,
        Money fee,
        long atNanos) {
    public Fill {
        if (quantity.signum() <= 0) {
            throw new IllegalArgumentException("A fill needs a positive quantity, not " + quantity);
        }
    }

    /** What the position changes by: positive for a purchase. */
    public Quantity signedQuantity() {
        return side == Side.BUY ? quantity : quantity.negated();
    }

    /** Price times quantity, without the fee. */
    public Money notional() {
        return price.times(quantity);
    }
}
