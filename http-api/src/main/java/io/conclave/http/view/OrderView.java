package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An order, in the words that Alpaca's users know.
 *
 * @param id given by the server; the venue knows the order by it
 * @param clientOrderId given by whoever placed it
 * @param qty all of it, what has traded included
 * @param type {@code market}, {@code limit}, {@code stop} or {@code stop_limit}; {@code trailing_stop} where its ties say so
 * @param expiresAt of an order that is good till a moment
 * @param status as {@link #status(OrderState)}
 * @param placedBy the id of a key, or {@code consensus}
 * @param decision that it was sent for; absent for an order that a person placed
 * @param reason how it ended, or why it was not cancelled or replaced
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record OrderView(
        ClientOrderId id,
        String clientOrderId,
        Symbol symbol,
        String side,
        Quantity qty,
        Quantity filledQty,
        Optional<Price> filledAvgPrice,
        String type,
        String timeInForce,
        Optional<Price> limitPrice,
        Optional<Price> stopPrice,
        Optional<Instant> expiresAt,
        boolean postOnly,
        Optional<Quantity> displayQty,
        String status,
        String placedBy,
        Optional<DecisionId> decision,
        Optional<ClientOrderId> replaces,
        Optional<ClientOrderId> replacedBy,
        Optional<String> reason,
        Instant createdAt,
        @JsonUnwrapped OrderTiesView ties) {

    /** The same with what it has to do with others, a stop that trails as one. */
    public OrderView tied(OrderTiesView to) {
        return new OrderView(
                id,
                clientOrderId,
                symbol,
                side,
                qty,
                filledQty,
                filledAvgPrice,
                to.trails() ? "trailing_stop" : type,
                timeInForce,
                limitPrice,
                stopPrice,
                expiresAt,
                postOnly,
                displayQty,
                status,
                placedBy,
                decision,
                replaces,
                replacedBy,
                reason,
                createdAt,
                to);
    }

    public static String side(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    public static String type(OrderTerms terms) {
        if (terms.stop().isPresent()) {
            return terms.limit().isPresent() ? "stop_limit" : "stop";
        }
        return terms.limit().isPresent() ? "limit" : "market";
    }

    public static String status(OrderState state) {
        return switch (state) {
            case INTENDED -> "accepted";
            case PENDING_NEW -> "pending_new";
            case WORKING -> "new";
            case PARTIALLY_FILLED -> "partially_filled";
            case PENDING_CANCEL -> "pending_cancel";
            case PENDING_REPLACE -> "pending_replace";
            case FILLED -> "filled";
            case REJECTED -> "rejected";
            case CANCELLED -> "canceled";
            case REPLACED -> "replaced";
            case EXPIRED -> "expired";
            case UNKNOWN -> "unknown";
        };
    }
}
