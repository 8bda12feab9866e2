package io.conclave.http.view;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.Instant;

/**
 * A piece of an order that traded.
 *
 * @param price what was paid, slippage included
 * @param fee account currency
 */
public record FillView(
        String id, ClientOrderId order, Side side, Quantity quantity, Price price, Money fee, Instant at) {
    public static FillView of(Fill fill) {
        return new FillView(
                fill.id(),
                fill.order(),
                fill.side(),
                fill.quantity(),
                fill.price(),
                fill.fee(),
                Instants.ofNanos(fill.atNanos()));
    }
}
