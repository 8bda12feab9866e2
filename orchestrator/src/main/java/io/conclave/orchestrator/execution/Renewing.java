package io.conclave.orchestrator.execution;

import io.conclave.domain.order.OrderState;
import io.conclave.orchestrator.execution.OrderDesk.Reason;
import io.conclave.orchestrator.execution.Shift.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The dead-man's switch: armed by a renewal, put off by the next one, and when none comes in time, everything of people's
 * that waits is taken back and the switch is off. A restart keeps it armed and counts anew, for nobody could have renewed it
 * while the desk was away. What it does is in the journal; that it was put off is not.
 */
final class Renewing {
    private static final String ACTOR = "dead-man's switch";

    private final TradingDesk desk;
    private final Shift shift;

    Renewing(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
    }

    void resume(DeskState state) {
        if (shift.isLive()) {
            state.deadMan().ifPresent(armed -> count(Duration.ofNanos(armed.withinNanos())));
        }
    }

    private void count(Duration within) {
        shift.timers.startSingleTimer(new DeskNote.NotRenewed(), within);
    }

    Entry onRenew(DeskState state, OrderDesk.Renew renew) {
        if (!shift.isLive() || shift.stage == Stage.STOOD_DOWN) {
            var why = shift.isLive()
                    ? "Another node has taken the account over"
                    : "In virtual time no clock runs that could run out";
            return Entry.only(same -> renew.replyTo().tell(new OrderDesk.Refused(Reason.NOT_READY, why)));
        }
        if (renew.within().isZero()) {
            return disarmed(state, renew);
        }
        var next = new DeadMansSwitch(renew.within().toNanos(), renew.actor());
        var renewed = new OrderDesk.Renewed(Optional.of(renew.within()));
        count(renew.within());
        return state.deadMan().equals(Optional.of(next))
                ? Entry.only(same -> renew.replyTo().tell(renewed))
                : Entry.of(
                        new OrderDesk.DeadManArmed(next, desk.doorway().now()),
                        armed -> renew.replyTo().tell(renewed));
    }

    private Entry disarmed(DeskState state, OrderDesk.Renew renew) {
        var off = new OrderDesk.Renewed(Optional.empty());
        shift.timers.cancel(new DeskNote.NotRenewed());
        return state.deadMan().isEmpty()
                ? Entry.only(same -> renew.replyTo().tell(off))
                : Entry.of(
                        new OrderDesk.DeadManDisarmed(
                                renew.actor(), desk.doorway().now()),
                        now -> renew.replyTo().tell(off));
    }

    /** An order that is being replaced cannot be taken back yet: the switch stays armed until that is settled, too. */
    Entry onNotRenewed(DeskState state) {
        if (state.deadMan().isEmpty()) {
            return Entry.nothing();
        }
        var waiting = state.open().values().stream().filter(DeskOrder::mayRest).toList();
        var able = waiting.stream().filter(Wishes::canBeTakenBack).toList();
        boolean all = waiting.stream()
                .allMatch(order -> order.state() == OrderState.PENDING_CANCEL || Wishes.canBeTakenBack(order));
        shift.context
                .getLog()
                .warn(
                        "Nobody has renewed the dead-man's switch of {}: {} orders are taken back",
                        shift.account,
                        able.size());
        var events = new ArrayList<OrderDesk.Event>();
        able.forEach(order -> events.add(new OrderDesk.CancelAsked(order.id(), ACTOR)));
        if (all) {
            events.add(new OrderDesk.DeadManTriggered(desk.doorway().now()));
        } else {
            count(Shift.PAUSE);
        }
        return new Entry(events, next -> able.forEach(order -> desk.hearing().cancel(order.id())));
    }
}
