package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Quantity;
import java.time.Instant;
import java.util.Optional;

/**
 * A step of an order.
 *
 * @param state where it stands after this step
 * @param quantity of the whole order
 * @param filled of it so far, this step included
 * @param fill what traded; absent when this step is no trade
 * @param reason why it was refused or given up, in one plain sentence
 * @param at when, as the venue or the engine has it
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record OrderUpdate(
        ClientOrderId clientOrderId,
        Symbol symbol,
        Side side,
        OrderState state,
        Quantity quantity,
        Quantity filled,
        Optional<FillView> fill,
        Optional<String> reason,
        Instant at) {}
