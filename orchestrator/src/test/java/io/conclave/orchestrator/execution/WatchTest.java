package io.conclave.orchestrator.execution;

import static io.conclave.orchestrator.execution.LiveDesk.id;
import static io.conclave.orchestrator.execution.LiveDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.OrderDesk.Reason;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.stage.Stage;
import io.conclave.testkit.Patience;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a desk notices by itself while it trades: a halt, and that the venue's account of things is another. */
class WatchTest {
    @RegisterExtension
    static final Stage STAGE = Stage.still();

    private static final OrderTerms LIMIT = OrderTerms.limit(Price.of("990"));
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration RECONCILE = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init")
    private LiveDesk desk;

    @BeforeEach
    void aDeskThatTrades() {
        desk = new LiveDesk(STAGE, "").opens();
        assertThat(desk.reconciles()).isEmpty();
    }

    @AfterEach
    void closed() {
        desk.closes();
    }

    // ---- a halt

    @Test
    void aHaltAtTheSwitchTakesBackWhatWaitsAtOnce() {
        desk.buy("mine", "2", LIMIT);

        desk.isHalted();

        Patience.until("it is taken back", () -> isCancelled("mine"));
        assertThat(desk.events()).contains(new OrderDesk.CancelAsked(id("mine"), "kill switch"));
    }

    @Test
    void aHaltThatAnotherNodeMadeIsSeenAtTheNextLook() {
        desk.buy("mine", "2", LIMIT);
        desk.isHaltedElsewhere();
        assertThat(desk.order("mine").state()).isEqualTo(OrderState.WORKING);

        desk.timePasses(LOOK);

        Patience.until("it is taken back", () -> isCancelled("mine"));
    }

    @Test
    void aHaltedDeskAsksForAnOrderBackOnce() {
        desk.venue.keepsCancelsWaiting();
        desk.buy("mine", "2", LIMIT);
        desk.isHalted();
        Patience.until("it is asked for", () -> !desk.venue.cancels().isEmpty());

        desk.timePasses(LOOK.multipliedBy(3));

        assertThat(desk.venue.cancels()).containsExactly(id("mine"));
        assertThat(desk.events()).containsOnlyOnce(new OrderDesk.CancelAsked(id("mine"), "kill switch"));
    }

    @Test
    void aDeskWhoseAccountWasTakenOverNoticesBeforeItsNextOrder() {
        desk.gate.takeOver("run", "paper", "another node");

        desk.timePasses(LOOK);

        Patience.until("it stands down", () -> desk.buy("mine", "2", LIMIT) instanceof OrderDesk.Refused);
        assertThat(refused(desk.buy("another", "2", LIMIT))).isEqualTo(Reason.NOT_READY);
    }

    // ---- the books

    @Test
    void aFillWhoseReportWasLostIsInTheBooksAfterTheNextLookAndTradingGoesOn() {
        desk.buy("mine", "2", LIMIT);
        desk.tradesUnheard("mine", "2", "990");

        desk.timePasses(RECONCILE);

        assertThat(desk.reconciles()).contains("the books hold nothing, the venue says 2 BTC-USD");
        assertThat(desk.reconciles()).isEmpty();
        assertThat(desk.order("mine").state()).isEqualTo(OrderState.FILLED);
        assertThat(desk.standing().usage().orElseThrow().gross()).isEqualTo(Money.of("2000"));
        assertThat(desk.buy("another", "1", LIMIT)).isInstanceOf(OrderDesk.Taken.class);
        assertThat(desk.events()).noneMatch(OrderDesk.NotReconciled.class::isInstance);
    }

    @Test
    void aVenueThatDoesNotSayWhatTradedIsAskedAgainAndTheClosingGoesOn() {
        desk.buy("mine", "2", LIMIT);
        desk.tradesUnheard("mine", "2", "990");
        desk.venue.isSilentOnce();
        int statements = desk.venue.statements();

        desk.inTime("the closing has its fills", desk.closing());

        assertThat(desk.venue.statements()).isEqualTo(statements);
        assertThat(desk.order("mine").state()).isEqualTo(OrderState.FILLED);
    }

    @Test
    void anOrderWhoseEndWasNotHeardIsAskedAboutAndTradingGoesOn() {
        desk.buy("mine", "2", LIMIT);
        desk.venue.finds(OrderState.EXPIRED);

        desk.inTime("it is known to have expired", () -> desk.order("mine").state() == OrderState.EXPIRED);

        assertThat(desk.buy("another", "1", LIMIT)).isInstanceOf(OrderDesk.Taken.class);
    }

    @Test
    void aDifferenceThatStaysStopsTheSendingAndThenHaltsTrading() {
        desk.buy("mine", "2", LIMIT);
        desk.venue.has(new ClientOrderId("not-ours"));

        assertThat(desk.reconciles()).contains("the venue has order not-ours, which nobody here sent");
        assertThat(refused(desk.buy("early", "1", LIMIT))).isEqualTo(Reason.NOT_READY);
        assertThat(desk.gate.row().halted()).isFalse();
        assertThat(desk.reconciles()).contains("the venue has order not-ours, which nobody here sent");

        assertThat(refused(desk.buy("late", "1", LIMIT))).isEqualTo(Reason.HALTED);
        assertThat(desk.gate.row().halted()).isTrue();
        assertThat(desk.events())
                .filteredOn(OrderDesk.NotReconciled.class::isInstance)
                .extracting(event -> ((OrderDesk.NotReconciled) event).difference())
                .containsExactly("the venue has order not-ours, which nobody here sent");
        Patience.until("what waits is taken back", () -> isCancelled("mine"));
        assertThat(desk.venue.sent()).hasSize(1);
    }

    @Test
    void aDifferenceThatPassesStopsTheSendingForAWhile() {
        var stray = id("mine");
        desk.buy("mine", "2", LIMIT);
        desk.cancel("mine");
        desk.venue.has(stray);

        assertThat(desk.reconciles()).contains("order " + stray + " is open at the venue and closed here");
        assertThat(refused(desk.buy("early", "1", LIMIT))).isEqualTo(Reason.NOT_READY);
        desk.venue.forgets(stray);
        assertThat(desk.reconciles()).isEmpty();

        assertThat(desk.buy("late", "1", LIMIT)).isInstanceOf(OrderDesk.Taken.class);
        assertThat(desk.gate.row().halted()).isFalse();
    }

    @Test
    void inVirtualTimeNobodyLooks() {
        desk.closes();
        STAGE.journal().clearAll();
        desk = new LiveDesk(STAGE, new Pace.Virtual(50, Duration.ofMillis(5)), "").opens();
        desk.buy("mine", "2", LIMIT);
        var told = desk.events();
        int statements = desk.venue.statements();
        desk.tradesUnheard("mine", "2", "990");
        desk.isHaltedElsewhere();

        desk.timePasses(Duration.ofHours(1));

        assertThat(desk.venue.statements()).isEqualTo(statements);
        assertThat(desk.events()).isEqualTo(told);
        assertThat(desk.order("mine").filled()).isEqualTo(Quantity.ZERO);
    }

    private boolean isCancelled(String name) {
        return desk.order(name).state() == OrderState.CANCELLED;
    }
}
