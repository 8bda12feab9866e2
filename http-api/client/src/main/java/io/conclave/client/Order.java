package io.conclave.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An order as it stood when it was asked for.
 *
 * @param id the engine's
 * @param name whoever placed it gave it
 * @param placedBy a key's id, or {@code consensus}
 * @param reason how it ended, or why it was kept
 * @param orderClass absent where the engine has forgotten it, and in lists
 * @param legs of a pair the other order; of an order with ways out those that were placed
 */
public record Order(
        String id,
        @JsonProperty("client_order_id") String name,
        String symbol,
        NewOrder.Side side,
        @JsonProperty("qty") BigDecimal quantity,
        @JsonProperty("filled_qty") BigDecimal filled,
        @JsonProperty("filled_avg_price") Optional<BigDecimal> averagePrice,
        NewOrder.Type type,
        @JsonProperty("limit_price") Optional<BigDecimal> limit,
        @JsonProperty("stop_price") Optional<BigDecimal> stop,
        Status status,
        @JsonProperty("placed_by") String placedBy,
        Optional<String> replaces,
        @JsonProperty("replaced_by") Optional<String> replacedBy,
        Optional<String> reason,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("order_class") Optional<Ties.OrderClass> orderClass,
        Optional<List<Order>> legs) {

    /** Where an order stands. */
    public enum Status {
        /** Journalled, and not sent yet. */
        ACCEPTED,
        PENDING_NEW,
        /** Works at the venue. */
        NEW,
        PARTIALLY_FILLED,
        PENDING_CANCEL,
        PENDING_REPLACE,
        FILLED,
        REJECTED,
        CANCELED,
        REPLACED,
        EXPIRED,
        /** The venue is being asked: no error, and no reason to send it again. */
        UNKNOWN;

        /** Whether nothing more can become of it. */
        public boolean isEnd() {
            return switch (this) {
                case FILLED, REJECTED, CANCELED, REPLACED, EXPIRED -> true;
                case ACCEPTED, PENDING_NEW, NEW, PARTIALLY_FILLED, PENDING_CANCEL, PENDING_REPLACE, UNKNOWN -> false;
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
