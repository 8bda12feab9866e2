package io.conclave.orchestrator.execution;

import static io.conclave.orchestrator.execution.LiveDesk.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.orchestrator.stage.Stage;
import io.conclave.testkit.Patience;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Orders that are to be replaced while what became of the request is in doubt. */
class ReplacingTest {
    @RegisterExtension
    static final Stage STAGE = Stage.still();

    private static final OrderTerms LIMIT = OrderTerms.limit(Price.of("990"));
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private LiveDesk desk = new LiveDesk(STAGE, "");

    @BeforeEach
    void aDeskThatTrades() {
        desk.opens();
        assertThat(desk.reconciles()).isEmpty();
        desk.buy("mine", "2", LIMIT);
    }

    @AfterEach
    void closed() {
        desk.closes();
        STAGE.journal().clearAll();
    }

    @Test
    void whileTheReplacementIsOnItsWayNeitherOfTheTwoIsTakenForTheOther() {
        desk.venue.losesReplacements();
        desk.venue.finds(OrderState.PENDING_REPLACE);
        replace();

        desk.timePasses(PAUSE.multipliedBy(5));

        assertThat(state("mine")).isEqualTo(OrderState.PENDING_REPLACE);
        assertThat(state("larger")).isEqualTo(OrderState.PENDING_NEW);
    }

    @Test
    void aReplacementThatIsRefusedOnItsWayNeverWas() {
        desk.venue.losesReplacements();
        desk.venue.finds(OrderState.PENDING_REPLACE);
        replace();
        desk.timePasses(PAUSE);

        desk.venue.tells(new ExecutionReport.Cancelled(id("mine")));
        desk.venue.tells(new ExecutionReport.ReplaceRejected(id("mine"), "There is no such order"));

        assertThat(state("mine")).isEqualTo(OrderState.CANCELLED);
        assertThat(state("larger")).isEqualTo(OrderState.REJECTED);
    }

    @Test
    void aReplacementThatIsFoundAtLastTakesThePlace() {
        desk.venue.losesReplacements();
        desk.venue.finds(OrderState.PENDING_REPLACE);
        replace();
        desk.timePasses(PAUSE);

        desk.venue.finds(OrderState.WORKING);

        desk.inTime("it is found", () -> state("larger") == OrderState.WORKING);
        assertThat(state("mine")).isEqualTo(OrderState.REPLACED);
    }

    @Test
    void aReplacementThatWasThoughtToWorkAndIsRefusedIsOverAndTheOtherIsTakenBack() {
        replace();
        assertThat(state("larger")).isEqualTo(OrderState.WORKING);
        desk.venue.forgetsNext();

        desk.venue.tells(new ExecutionReport.ReplaceRejected(id("mine"), "There is no such order"));

        Patience.until("it is over", () -> state("larger").isFinal());
        assertThat(state("larger")).isEqualTo(OrderState.CANCELLED);
        assertThat(desk.order("larger").why()).isEqualTo("There is no such order");
        assertThat(desk.venue.cancels()).containsExactly(id("mine"));
        assertThat(desk.venue.sent()).as("sent by itself it would trade twice").hasSize(1);
    }

    @Test
    void aRefusalThatIsHeardTwiceDoesNotEndAReplacementThatTheVenueHas() {
        replace();

        desk.venue.tells(new ExecutionReport.ReplaceRejected(id("mine"), "Not today"));

        Patience.until("the venue is asked", () -> !desk.venue.cancels().isEmpty());
        assertThat(state("larger")).isEqualTo(OrderState.WORKING);
    }

    @Test
    void aReplacementThatTheVenueForgotIsNotSentByItself() {
        replace();
        desk.venue.forgetsNext();

        desk.inTime("it is over", () -> state("larger").isFinal());

        assertThat(state("larger")).isEqualTo(OrderState.CANCELLED);
        assertThat(desk.venue.sent()).hasSize(1);
    }

    private void replace() {
        assertThat(desk.replace("mine", desk.wish("larger", Side.BUY, "3", LIMIT)))
                .isInstanceOf(OrderDesk.Taken.class);
    }

    private OrderState state(String name) {
        return desk.order(name).state();
    }
}
