package io.conclave.orchestrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a desk remembers of orders that are over. */
class KnownOrdersTest {
    private DeskState state = DeskState.empty();

    @BeforeEach
    void anOrderThatIsOverWhileItsReplacementIsOnItsWay() {
        place("original");
        state = state.apply(
                new OrderDesk.ReplaceAsked(id("original"), ticket("replacement"), "replacement", "somebody"));
        end("original", OrderState.CANCELLED);
    }

    @Test
    void anOrderThatMayBeReplacedYetIsRememberedHoweverManyEndAfterIt() {
        manyEnd();

        assertThat(state.order(id("original"))).isPresent();
        assertThat(state.orders().ended()).hasSize(KnownOrders.ENDED);
        assertThat(state.orders().ended().size() + state.orders().endedBefore())
                .as("all that ended")
                .isEqualTo(1 + KnownOrders.ENDED + 50);
    }

    @Test
    void onceItsReplacementIsOverTooItIsForgottenLikeOthers() {
        end("replacement", OrderState.REJECTED);

        manyEnd();

        assertThat(state.order(id("original"))).isEmpty();
        assertThat(state.orders().ended()).hasSize(KnownOrders.ENDED);
    }

    private void manyEnd() {
        for (int i = 0; i < KnownOrders.ENDED + 50; i++) {
            place("other-" + i);
            end("other-" + i, OrderState.CANCELLED);
        }
    }

    private void place(String name) {
        state = state.apply(new OrderDesk.OrderPlaced(ticket(name), name, "somebody"));
    }

    private void end(String name, OrderState how) {
        state = state.apply(new OrderDesk.OrderEnded(id(name), how, ""));
    }

    private static OrderTicket ticket(String name) {
        return new OrderTicket(
                id(name),
                new Symbol("BTC-USD"),
                Side.BUY,
                Quantity.of("1"),
                OrderTerms.limit(Price.of("990")),
                Price.of("1000"),
                1);
    }

    private static ClientOrderId id(String name) {
        return ClientOrderId.named("paper", name);
    }
}
