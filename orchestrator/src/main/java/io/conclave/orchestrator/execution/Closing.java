package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.orchestrator.execution.Shift.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The end of a shift: nothing more is taken, what waits is taken back, and whoever closes the desk is told when the venue has
 * confirmed it, or that it has not in time. In virtual time orders are the run's, and stay.
 */
final class Closing {
    private static final String ACTOR = "shutdown";
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final TradingDesk desk;
    private final Shift shift;
    private @Nullable ActorRef<OrderDesk.Closed> closer;

    Closing(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
    }

    Entry onClose(OrderDesk.Close close) {
        var upkeep = shift.settings.upkeep();
        boolean takesBack = shift.isLive() && upkeep.cancelOnShutdown() && shift.stage != Stage.STOOD_DOWN;
        if (shift.stage != Stage.STOOD_DOWN) {
            shift.stage = Stage.CLOSING;
        }
        if (!takesBack) {
            return Entry.only(state -> close.replyTo().tell(new OrderDesk.Closed(List.of())));
        }
        closer = close.replyTo();
        var look = new DeskNote.LookWhatWaits();
        shift.timers.startTimerWithFixedDelay(look, look, LOOK_AGAIN);
        shift.timers.startSingleTimer(new DeskNote.CloseAnyway(), upkeep.shutdownPatience());
        shift.context.getSelf().tell(look);
        return Entry.nothing();
    }

    Entry onLook(DeskState state) {
        var waiting = waiting(state);
        if (waiting.isEmpty()) {
            return closed(List.of());
        }
        var able = waiting.stream().filter(Wishes::canBeTakenBack).toList();
        var events = new ArrayList<OrderDesk.Event>();
        able.forEach(order -> events.add(new OrderDesk.CancelAsked(order.id(), ACTOR)));
        return new Entry(events, next -> able.forEach(order -> desk.hearing().cancel(order.id())));
    }

    Entry onCloseAnyway(DeskState state) {
        var left = waiting(state).stream().map(DeskOrder::id).toList();
        shift.context
                .getLog()
                .warn(
                        "The venue has not confirmed in time that {} orders of {} are taken back",
                        left.size(),
                        shift.account);
        return closed(left);
    }

    private Entry closed(List<ClientOrderId> left) {
        var told = closer;
        closer = null;
        shift.timers.cancel(new DeskNote.LookWhatWaits());
        shift.timers.cancel(new DeskNote.CloseAnyway());
        return Entry.only(state -> {
            if (told != null) {
                told.tell(new OrderDesk.Closed(left));
            }
        });
    }

    private static List<DeskOrder> waiting(DeskState state) {
        return state.open().values().stream().filter(DeskOrder::mayRest).toList();
    }
}
