package io.conclave.orchestrator.execution;

import static io.conclave.orchestrator.execution.LiveDesk.id;
import static io.conclave.orchestrator.execution.LiveDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.unit.Price;
import io.conclave.orchestrator.execution.OrderDesk.Reason;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.stage.Stage;
import io.conclave.testkit.Patience;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What keeps orders from waiting at a venue when nobody is there, and from coming faster than it takes them. */
class SafeguardsTest {
    @RegisterExtension
    static final Stage STAGE = Stage.still();

    private static final OrderTerms LIMIT = OrderTerms.limit(Price.of("990"));
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Optional<LiveDesk> opened = Optional.empty();

    @AfterEach
    void closed() {
        opened.ifPresent(LiveDesk::closes);
    }

    // ---- the dead-man's switch

    @Test
    void whatWaitsIsTakenBackWhenNobodyRenewsInTime() {
        var desk = desk("");
        desk.buy("mine", "2", LIMIT);
        assertThat(renew(desk, MINUTE)).isEqualTo(new OrderDesk.Renewed(Optional.of(MINUTE)));

        desk.timePasses(Duration.ofSeconds(59));
        assertThat(desk.order("mine").state()).isEqualTo(OrderState.WORKING);
        desk.timePasses(Duration.ofSeconds(1));

        Patience.until("it is taken back", () -> isCancelled(desk, "mine"));
        assertThat(desk.events())
                .contains(new OrderDesk.CancelAsked(id("mine"), "dead-man's switch"))
                .filteredOn(OrderDesk.DeadManTriggered.class::isInstance)
                .hasSize(1);
        assertThat(desk.buy("another", "1", LIMIT)).isInstanceOf(OrderDesk.Taken.class);
        desk.timePasses(MINUTE);
        assertThat(desk.order("another").state()).isEqualTo(OrderState.WORKING);
    }

    @Test
    void eachRenewalPutsItOffAndZeroDisarmsIt() {
        var desk = desk("");
        desk.buy("mine", "2", LIMIT);
        for (int i = 0; i < 3; i++) {
            renew(desk, MINUTE);
            desk.timePasses(Duration.ofSeconds(59));
        }
        assertThat(desk.events())
                .filteredOn(OrderDesk.DeadManArmed.class::isInstance)
                .hasSize(1);

        assertThat(renew(desk, Duration.ZERO)).isEqualTo(new OrderDesk.Renewed(Optional.empty()));

        desk.timePasses(MINUTE);
        assertThat(desk.order("mine").state()).isEqualTo(OrderState.WORKING);
    }

    @Test
    void aRestartKeepsItArmed() {
        var desk = desk("");
        desk.buy("mine", "2", LIMIT);
        renew(desk, MINUTE);

        desk.isBornAgain();
        desk.opens();
        desk.timePasses(MINUTE);

        Patience.until("it is taken back", () -> isCancelled(desk, "mine"));
    }

    @Test
    void itIsNoneThatNeverRunsOut() {
        assertThatThrownBy(() -> renew(desk(""), Duration.ofDays(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("up to a day");
        opened.ifPresent(LiveDesk::closes);
        STAGE.journal().clearAll();
        var virtual = new LiveDesk(STAGE, new Pace.Virtual(50, Duration.ofMillis(5)), "").opens();
        opened = Optional.of(virtual);

        assertThat(renew(virtual, MINUTE)).isInstanceOf(OrderDesk.Refused.class);
        assertThat(virtual.events()).isEmpty();
    }

    // ---- shutdown

    @Test
    void aDeskThatIsClosedTakesNothingMoreAndSaysWhenWhatWaitsIsTakenBack() {
        var desk = desk("");
        desk.venue.keepsCancelsWaiting();
        desk.buy("mine", "2", LIMIT);
        var told = close(desk);
        Patience.until("it is asked for", () -> !desk.venue.cancels().isEmpty());
        assertThat(refused(desk.buy("late", "1", LIMIT))).isEqualTo(Reason.NOT_READY);
        told.expectNoMessage(Duration.ZERO);

        desk.venue.tells(new ExecutionReport.Cancelled(id("mine")));

        assertThat(desk.hears(told).left()).isEmpty();
        assertThat(desk.order("mine").state()).isEqualTo(OrderState.CANCELLED);
    }

    @Test
    void aFillThatCrossesTheShutdownIsInTheBooks() {
        var desk = desk("");
        desk.venue.keepsCancelsWaiting();
        desk.buy("mine", "2", LIMIT);
        var told = close(desk);

        desk.trades("mine", "2", "990");

        assertThat(desk.hears(told).left()).isEmpty();
        assertThat(desk.order("mine").state()).isEqualTo(OrderState.FILLED);
    }

    @Test
    void aVenueThatDoesNotConfirmIsNotWaitedForForEver() {
        var desk = desk("");
        desk.venue.keepsCancelsWaiting();
        desk.buy("mine", "2", LIMIT);
        var told = close(desk);

        assertThat(desk.hears(told).left()).containsExactly(id("mine"));
    }

    @Test
    void whatIsToStayStays() {
        var desk = desk("desk.cancel-on-shutdown = false");
        desk.buy("mine", "2", LIMIT);

        assertThat(desk.hears(close(desk)).left()).isEmpty();

        assertThat(desk.order("mine").state()).isEqualTo(OrderState.WORKING);
        assertThat(refused(desk.buy("late", "1", LIMIT))).isEqualTo(Reason.NOT_READY);
    }

    // ---- the venue's rate

    @Test
    void ordersAboveTheVenuesRateAreHeldBackAndThenRefused() {
        var desk = desk("desk.orders-per-second = 2");
        for (int i = 1; i <= 4; i++) {
            assertThat(desk.buy("order" + i, "0." + i, LIMIT)).isInstanceOf(OrderDesk.Taken.class);
        }
        assertThat(refused(desk.buy("order5", "0.5", LIMIT))).isEqualTo(Reason.TOO_MANY);
        assertThat(desk.venue.sent()).hasSize(2);

        desk.timePasses(Duration.ofSeconds(1));

        Patience.until("all are sent", () -> desk.venue.sent().size() == 4);
        assertThat(desk.order("order4").state()).isEqualTo(OrderState.WORKING);
    }

    @Test
    void anOrderThatIsTakenBackWhileItIsHeldBackIsNotSent() {
        var desk = desk("desk.orders-per-second = 1");
        desk.buy("one", "1", LIMIT);
        desk.buy("two", "1", LIMIT);
        desk.cancel("two");

        desk.timePasses(Duration.ofSeconds(1));

        assertThat(isCancelled(desk, "two")).isTrue();
        assertThat(desk.venue.sent()).hasSize(1);
    }

    // ---- the trade's words

    private LiveDesk desk(String settings) {
        var desk = new LiveDesk(STAGE, settings).opens();
        opened = Optional.of(desk);
        return desk;
    }

    private static OrderDesk.RenewAnswer renew(LiveDesk desk, Duration within) {
        return desk.<OrderDesk.RenewAnswer>ask(replyTo -> new OrderDesk.Renew(within, "key", replyTo));
    }

    private static TestProbe<OrderDesk.Closed> close(LiveDesk desk) {
        TestProbe<OrderDesk.Closed> probe = STAGE.kit().createTestProbe();
        desk.tell(new OrderDesk.Close(probe.getRef()));
        return probe;
    }

    private static boolean isCancelled(LiveDesk desk, String name) {
        return desk.order(name).state() == OrderState.CANCELLED;
    }
}
