package io.conclave.orchestrator.execution;

import static io.conclave.orchestrator.execution.LiveDesk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.orchestrator.execution.OrderDesk.Reason;
import io.conclave.orchestrator.riskgate.door.DoorLimits;
import io.conclave.orchestrator.riskgate.door.DoorUsage;
import io.conclave.orchestrator.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The limits of an account while it trades: changed by people, and remembered with what is used of them. */
class LimitingTest {
    @RegisterExtension
    static final Stage STAGE = Stage.still();

    private static final OrderTerms LIMIT = OrderTerms.limit(Price.of("990"));

    @SuppressWarnings("NullAway.Init")
    private LiveDesk desk;

    @BeforeEach
    void aDeskThatTrades() {
        desk = new LiveDesk(STAGE, "door { order-rate = 3, rate-window = 1 hour }").opens();
    }

    @AfterEach
    void closed() {
        desk.closes();
    }

    @Test
    void theLimitsOfTheSettingsHoldUntilOthersAreSet() {
        assertThat(desk.standing().version()).isZero();
        assertThat(desk.standing().limits().maxOrders()).isEqualTo(3);
        desk.buy("mine", "2", LIMIT);

        var now = taken(change(atMost("1500")));

        assertThat(now.version()).isEqualTo(1);
        assertThat(now.maxNotional()).isEqualTo(Money.of("1500"));
        assertThat(desk.standing().limits()).isEqualTo(now);
        assertThat(desk.events())
                .contains(new OrderDesk.LimitsSet(
                        now, "risk", desk.order("mine").ticket().atNanos()));
        assertThat(refused(desk.buy("too-much", "2", LIMIT))).isEqualTo(Reason.LIMIT);
        assertThat(desk.buy("little", "1", LIMIT)).isInstanceOf(OrderDesk.Taken.class);
    }

    @Test
    void whatWasSetHoldsAfterARestartAndIsCountedOn() {
        change(atMost("1500"));
        var second = taken(change(atMost("900")));

        desk.isBornAgain();
        assertThat(desk.standing().limits()).isEqualTo(second);
        desk.opens();

        assertThat(second.version()).isEqualTo(2);
        assertThat(refused(desk.buy("too-much", "1", LIMIT))).isEqualTo(Reason.LIMIT);
        assertThat(taken(change(atMost("1500"))).version()).isEqualTo(3);
    }

    @Test
    void whoeverSetsWhatHoldsAlreadyChangesNothing() {
        var first = taken(change(atMost("1500")));

        assertThat(taken(change(atMost("1500")))).isEqualTo(first);

        assertThat(desk.events())
                .hasOnlyElementsOfType(OrderDesk.LimitsSet.class)
                .hasSize(1);
    }

    @Test
    void aDeskThatHasNotHeardOfTheMarketYetSetsNoLimits() {
        desk.isBornAgain();

        var answer = change(atMost("1500"));

        assertThat(answer).isInstanceOf(OrderDesk.Refused.class);
        assertThat(((OrderDesk.Refused) answer).reason()).isEqualTo(Reason.NOT_READY);
        assertThat(desk.standing().usage()).isEmpty();
        assertThat(desk.events()).isEmpty();
    }

    @Test
    void ordersOfBeforeARestartCountInTheRateThoughTheyHaveEnded() {
        desk.buy("one", "1", LIMIT);
        desk.buy("two", "1.1", LIMIT);
        desk.cancel("one");
        desk.buy("three", "1.2", LIMIT);

        desk.isBornAgain();
        desk.opens();

        assertThat(usage().orders()).isEqualTo(3);
        assertThat(refused(desk.buy("four", "1", LIMIT))).isEqualTo(Reason.TOO_MANY);
    }

    @Test
    void theDaysLossIsTheSameAfterARestart() {
        desk.buy("mine", "5", LIMIT);
        desk.trades("mine", "4", "990");
        desk.closesAt("1000");
        desk.closesAt("450");
        var before = usage();

        desk.isBornAgain();
        desk.opens();

        assertThat(before.lostToday()).isEqualTo(Money.of("2160"));
        assertThat(usage()).isEqualTo(before);
        assertThat(refused(desk.buy("more", "1", OrderTerms.limit(Price.of("440")))))
                .isEqualTo(Reason.LIMIT);
    }

    @Test
    void whatWaitsTakesItsPartOfTheLimitsAfterARestartAsBefore() {
        desk.buy("mine", "5", LIMIT);
        desk.trades("mine", "2", "990");
        desk.buy("next", "1", LIMIT);
        var before = usage();

        desk.isBornAgain();
        desk.opens();

        assertThat(before.gross()).isEqualTo(Money.of("6000"));
        assertThat(usage()).isEqualTo(before);
    }

    // ---- the trade's words

    private DoorUsage usage() {
        return desk.standing().usage().orElseThrow();
    }

    private OrderDesk.LimitsAnswer change(DoorLimits limits) {
        return desk.<OrderDesk.LimitsAnswer>ask(replyTo -> new OrderDesk.ChangeLimits(limits, "risk", replyTo));
    }

    private static DoorLimits taken(OrderDesk.LimitsAnswer answer) {
        assertThat(answer).isInstanceOf(OrderDesk.LimitsTaken.class);
        return ((OrderDesk.LimitsTaken) answer).limits();
    }

    /** As they are, but for the most that an order may add. */
    private DoorLimits atMost(String notional) {
        var now = desk.standing().limits();
        return new DoorLimits(
                now.version(),
                now.priceCollar(),
                now.maxPriceAgeNanos(),
                now.maxQuantity(),
                Money.of(notional),
                now.maxPosition(),
                now.maxGross(),
                now.maxNet(),
                now.maxDailyLoss(),
                now.maxOrders(),
                now.rateWindowNanos(),
                now.duplicateWindowNanos(),
                now.restricted(),
                now.shortAllowed(),
                now.costReserve());
    }
}
