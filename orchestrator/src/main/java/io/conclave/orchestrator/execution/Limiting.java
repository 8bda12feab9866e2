package io.conclave.orchestrator.execution;

import io.conclave.orchestrator.execution.OrderDesk.Reason;
import io.conclave.orchestrator.execution.Shift.Stage;

/** The limits of the account: set by people and journalled, told with how much of them is used. */
final class Limiting {
    private final TradingDesk desk;
    private final Shift shift;

    Limiting(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
    }

    Entry onChange(DeskState state, OrderDesk.ChangeLimits change) {
        if (shift.epoch == 0 || shift.moment == Shift.NO_MOMENT || shift.stage == Stage.STOOD_DOWN) {
            return Entry.only(same -> change.replyTo()
                    .tell(new OrderDesk.Refused(
                            Reason.NOT_READY, "The account is not this desk's, or not yet: try again in a moment")));
        }
        var now = desk.doorway().limits(state);
        var next = change.limits().numbered(now.version() + 1);
        if (next.numbered(now.version()).equals(now)) {
            return Entry.only(same -> change.replyTo().tell(new OrderDesk.LimitsTaken(now)));
        }
        var event = new OrderDesk.LimitsSet(next, change.actor(), desk.doorway().now());
        return Entry.of(event, set -> change.replyTo().tell(new OrderDesk.LimitsTaken(next)));
    }

    OrderDesk.DeskStanding standing(DeskState state) {
        return new OrderDesk.DeskStanding(
                desk.doorway().limits(state), desk.doorway().usage());
    }
}
