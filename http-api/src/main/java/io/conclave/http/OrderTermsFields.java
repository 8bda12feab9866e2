package io.conclave.http;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Optional;
import java.util.UUID;

/** Those fields of an order that mean the same wherever one is sent. */
record OrderTermsFields(Fields sent) {
    /** The caller's name for it, or one that nobody else has. */
    String name() {
        return sent.optional("client_order_id", OrderTermsFields::name)
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    /** @throws IllegalArgumentException if no order can be called that */
    static String name(String text) {
        var _ = ClientOrderId.named("", text);
        return text;
    }

    Optional<Price> price(String field) {
        return sent.optional(field, Price::of);
    }

    Optional<Quantity> shown() {
        return sent.optional("display_qty", OrderTermsFields::quantity);
    }

    /** Until when, UTC epoch nanoseconds. */
    Optional<Long> expiry() {
        return sent.optional("expires_at", text -> Query.nanos(text));
    }

    Quantity quantity() {
        return sent.read("qty", OrderTermsFields::quantity);
    }

    static Quantity quantity(String text) {
        var quantity = Quantity.of(text);
        if (quantity.signum() <= 0) {
            throw new IllegalArgumentException("Must be more than nothing");
        }
        return quantity;
    }

    /** A price that orders of a type have, and others have not. */
    void require(String field, boolean belongs, boolean isThere) {
        if (belongs != isThere) {
            throw sent.invalid(field, "An order of this type has " + (belongs ? "one." : "none."));
        }
    }

    OrderTerms terms(
            Optional<Price> limit,
            Optional<Price> stop,
            TimeInForce timeInForce,
            Optional<Long> goodTill,
            boolean postOnly,
            Optional<Quantity> shown) {
        if ((timeInForce == TimeInForce.GTD) != goodTill.isPresent()) {
            throw sent.invalid("expires_at", "An order that is gtd says until when, and no other does.");
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
            throw sent.invalid("type", e.getMessage() + ".");
        }
    }
}
