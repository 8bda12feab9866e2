package io.conclave.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What is to be different of an order that works; the rest stays.
 *
 * @param name of the order that takes its place
 * @param quantity the total, what has traded included
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Change(
        @JsonProperty("client_order_id") String name,
        @JsonProperty("qty") Optional<BigDecimal> quantity,
        @JsonProperty("limit_price") Optional<BigDecimal> limit,
        @JsonProperty("stop_price") Optional<BigDecimal> stop) {

    public static Change ofQuantity(BigDecimal quantity) {
        return new Change(NewOrder.freshName(), Optional.of(quantity), Optional.empty(), Optional.empty());
    }

    public static Change ofLimit(BigDecimal price) {
        return new Change(NewOrder.freshName(), Optional.empty(), Optional.of(price), Optional.empty());
    }

    public static Change ofStop(BigDecimal price) {
        return new Change(NewOrder.freshName(), Optional.empty(), Optional.empty(), Optional.of(price));
    }

    public Change named(String own) {
        return new Change(own, quantity, limit, stop);
    }
}
