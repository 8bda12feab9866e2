package io.conclave.http;

import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import java.util.Optional;
import java.util.Set;

/**
 * The ways out that are sent with an order.
 *
 * @param profit the limit at which a profit is taken
 * @param stop the price at which a loss is stopped
 * @param stopLimit the worst price that is then taken; absent takes every price
 */
record WaysOut(Optional<Price> profit, Optional<Price> stop, Optional<Price> stopLimit) {
    static WaysOut of(Fields sent) {
        var loss = sent.object("stop_loss", Set.of("stop_price", "limit_price"));
        return new WaysOut(
                sent.object("take_profit", Set.of("limit_price")).map(it -> it.read("limit_price", Price::of)),
                loss.map(it -> it.read("stop_price", Price::of)),
                loss.flatMap(it -> it.optional("limit_price", Price::of)));
    }

    boolean areBoth() {
        return profit.isPresent() && stop.isPresent();
    }

    /**
     * Of both, the profit lies beyond the loss.
     *
     * @param exit whether they sell or buy back
     */
    void apart(Side exit) {
        boolean isBeyond = profit.isEmpty()
                || stop.isEmpty()
                || (exit == Side.SELL
                        ? profit.get().compareTo(stop.get()) > 0
                        : profit.get().compareTo(stop.get()) < 0);
        if (!isBeyond) {
            throw Query.invalid(
                    "take_profit.limit_price",
                    exit == Side.SELL
                            ? "What sells takes its profit above the price at which it stops the loss."
                            : "What buys back takes its profit below the price at which it stops the loss.");
        }
    }
}
