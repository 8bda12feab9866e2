package io.conclave.http;

import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.TimeInForce;
import io.conclave.http.port.Orders;
import io.conclave.http.problem.ProblemException;
import java.util.Optional;
import java.util.Set;

/** What is to be another of an order: what is not said stays as it was. */
final class OrderChange {
    private static final Set<String> FIELDS =
            Set.of("qty", "time_in_force", "limit_price", "stop_price", "expires_at", "display_qty", "client_order_id");

    private OrderChange() {}

    /**
     * What an order would be with these fields; it stays of its instrument, side and type.
     *
     * @throws ProblemException 422 with the field to blame
     */
    static Orders.Wish changed(Body body, Orders.Wish before) {
        var sent = body.onlyWith(FIELDS);
        var fields = new OrderTermsFields(sent);
        var terms = before.terms();
        var limit = fields.price("limit_price").or(terms::limit);
        var stop = fields.price("stop_price").or(terms::stop);
        fields.require("limit_price", terms.limit().isPresent(), limit.isPresent());
        fields.require("stop_price", terms.stop().isPresent(), stop.isPresent());
        var timeInForce =
                sent.optionalChoice("time_in_force", TimeInForce.class).orElse(terms.timeInForce());
        return new Orders.Wish(
                fields.name(),
                before.symbol(),
                before.side(),
                sent.optional("qty", OrderTermsFields::quantity).orElse(before.quantity()),
                fields.terms(
                        limit,
                        stop,
                        timeInForce,
                        fields.expiry().or(() -> timeInForce == TimeInForce.GTD ? expiryOf(terms) : Optional.empty()),
                        terms.postOnly(),
                        fields.shown().or(terms::shown)));
    }

    private static Optional<Long> expiryOf(OrderTerms terms) {
        return terms.goodTillNanos() > 0 ? Optional.of(terms.goodTillNanos()) : Optional.empty();
    }
}
