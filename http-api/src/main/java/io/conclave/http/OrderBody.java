package io.conclave.http;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.port.Orders;
import io.conclave.http.problem.ProblemException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** An order as it is sent, or what is to be another of it; what cannot be read is answered with its field. */
final class OrderBody {
    private static final Set<String> CHANGEABLE =
            Set.of("qty", "time_in_force", "limit_price", "stop_price", "expires_at", "display_qty", "client_order_id");
    private static final Set<String> FIELDS = Set.of(
            "symbol",
            "side",
            "qty",
            "type",
            "time_in_force",
            "limit_price",
            "stop_price",
            "expires_at",
            "display_qty",
            "post_only",
            "client_order_id");

    private enum Type {
        MARKET,
        LIMIT,
        STOP,
        STOP_LIMIT;

        boolean hasLimit() {
            return this == LIMIT || this == STOP_LIMIT;
        }

        boolean hasStop() {
            return this == STOP || this == STOP_LIMIT;
        }
    }

    private final Fields sent;

    private OrderBody(Fields sent) {
        this.sent = sent;
    }

    /** @throws ProblemException 422 with the field to blame */
    static Orders.Wish wish(Body body) {
        var sent = body.onlyWith(FIELDS);
        var fields = new OrderBody(sent);
        var type = sent.choice("type", Type.class);
        var limit = fields.price("limit_price");
        var stop = fields.price("stop_price");
        require("limit_price", type.hasLimit(), limit.isPresent());
        require("stop_price", type.hasStop(), stop.isPresent());
        return new Orders.Wish(
                fields.name(),
                sent.read("symbol", Symbol::new),
                sent.choice("side", Side.class),
                sent.read("qty", OrderBody::quantity),
                terms(
                        limit,
                        stop,
                        sent.choice("time_in_force", TimeInForce.class),
                        fields.expiry(),
                        sent.flag("post_only"),
                        fields.shown()));
    }

    /** What an order would be with these fields; it stays of its instrument, side and type. */
    static Orders.Wish changed(Body body, Orders.Wish before) {
        var sent = body.onlyWith(CHANGEABLE);
        var fields = new OrderBody(sent);
        var terms = before.terms();
        var limit = fields.price("limit_price");
        var stop = fields.price("stop_price");
        require("limit_price", terms.limit().isPresent(), limit.or(terms::limit).isPresent());
        require("stop_price", terms.stop().isPresent(), stop.or(terms::stop).isPresent());
        var timeInForce =
                sent.optionalChoice("time_in_force", TimeInForce.class).orElse(terms.timeInForce());
        return new Orders.Wish(
                fields.name(),
                before.symbol(),
                before.side(),
                sent.optional("qty", OrderBody::quantity).orElse(before.quantity()),
                terms(
                        limit.or(terms::limit),
                        stop.or(terms::stop),
                        timeInForce,
                        fields.expiry().or(() -> timeInForce == TimeInForce.GTD ? expiryOf(terms) : Optional.empty()),
                        terms.postOnly(),
                        fields.shown().or(terms::shown)));
    }

    private static Optional<Long> expiryOf(OrderTerms terms) {
        return terms.goodTillNanos() > 0 ? Optional.of(terms.goodTillNanos()) : Optional.empty();
    }

    private static OrderTerms terms(
            Optional<Price> limit,
            Optional<Price> stop,
            TimeInForce timeInForce,
            Optional<Long> goodTill,
            boolean postOnly,
            Optional<Quantity> shown) {
        if ((timeInForce == TimeInForce.GTD) != goodTill.isPresent()) {
            throw Query.invalid("expires_at", "An order that is gtd says until when, and no other does.");
        }
        // What takes every price waits for nobody: good for the day says no more of it than at once.
        boolean isMarket = limit.isEmpty() && stop.isEmpty();
        boolean atOnce = timeInForce == TimeInForce.DAY || timeInForce == TimeInForce.GTC;
        try {
            return new OrderTerms(
                    limit,
                    stop,
                    isMarket && atOnce ? TimeInForce.IOC : timeInForce,
                    goodTill.orElse(0L),
                    postOnly,
                    shown);
        } catch (IllegalArgumentException e) {
            throw Query.invalid("type", e.getMessage() + ".");
        }
    }

    /** The caller's, or one that nobody else has. */
    private String name() {
        return sent.optional("client_order_id", OrderBody::name)
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    /** @throws IllegalArgumentException if no order can be called that */
    static String name(String text) {
        var _ = ClientOrderId.named("", text);
        return text;
    }

    private Optional<Price> price(String field) {
        return sent.optional(field, Price::of);
    }

    private Optional<Quantity> shown() {
        return sent.optional("display_qty", OrderBody::quantity);
    }

    private Optional<Long> expiry() {
        return sent.optional("expires_at", text -> Query.nanos(text));
    }

    private static Quantity quantity(String text) {
        var quantity = Quantity.of(text);
        if (quantity.signum() <= 0) {
            throw new IllegalArgumentException("Must be more than nothing");
        }
        return quantity;
    }

    private static void require(String field, boolean belongs, boolean isThere) {
        if (belongs != isThere) {
            throw Query.invalid(field, "An order of this type has " + (belongs ? "one." : "none."));
        }
    }
}
