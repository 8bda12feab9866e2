package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The whole story of one decision; in JSON the summary's fields stand beside the rest.
 *
 * @param votes one for each agent asked, by name
 * @param vetoes each limit that shrank or stopped the order, in the order the gate asked them
 * @param outcome what the market did; absent until the horizon has passed
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record DecisionStory(
        @JsonUnwrapped DecisionSummary summary,
        List<VoteView> votes,
        List<Veto> vetoes,
        List<Order> orders,
        Optional<Outcome> outcome,
        HashLink chain) {
    public DecisionStory {
        votes = List.copyOf(votes);
        vetoes = List.copyOf(vetoes);
        orders = List.copyOf(orders);
    }

    /** A limit that spoke. */
    public record Veto(String code, String detail) {}

    /** What was sent because of it. */
    public record Order(
            ClientOrderId clientOrderId, Side side, Quantity quantity, Price reference, OrderState state, Instant at) {}

    /**
     * How it went.
     *
     * @param brier loss of the consensus in [0, 2], lower is better
     */
    public record Outcome(io.conclave.domain.vote.Outcome label, Instant at, double brier) {}

    /** Where the decision hangs in its instrument's chain, hexadecimal SHA-256. */
    public record HashLink(String previous, String hash) {}
}
