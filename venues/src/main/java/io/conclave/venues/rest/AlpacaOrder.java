package io.conclave.venues.rest;

import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Quantity;
import io.conclave.venues.marketdata.Message;

/**
 * An order as the venue tells it.
 *
 * @param id the venue's own
 * @param ours the id we gave it
 */
record AlpacaOrder(String id, String ours, OrderState state, Quantity filled) {
    static AlpacaOrder of(Message message) {
        var filled = message.quantity("filled_qty");
        return new AlpacaOrder(
                message.text("id"), message.text("client_order_id"), state(message.text("status"), filled), filled);
    }

    /** What the trade does not know works on. */
    private static OrderState state(String status, Quantity filled) {
        return switch (status) {
            case "filled", "calculated" -> OrderState.FILLED;
            case "canceled" -> OrderState.CANCELLED;
            case "expired", "done_for_day" -> OrderState.EXPIRED;
            case "rejected" -> OrderState.REJECTED;
            case "replaced" -> OrderState.REPLACED;
            case "pending_new", "accepted" -> OrderState.PENDING_NEW;
            case "pending_cancel" -> OrderState.PENDING_CANCEL;
            case "pending_replace" -> OrderState.PENDING_REPLACE;
            default -> filled.signum() > 0 ? OrderState.PARTIALLY_FILLED : OrderState.WORKING;
        };
    }
}
