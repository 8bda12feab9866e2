package io.conclave.orchestrator.execution;

import io.conclave.domain.order.OrderTicket;
import io.conclave.orchestrator.execution.OrderDesk.Reason;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lets no name stand for two orders. Orders that ended long ago are forgotten here and keep their names: whatever went to the
 * venue was claimed before, so the gate is asked for a name that the desk does not know, once it has forgotten any.
 */
final class Naming {
    private final TradingDesk desk;
    private final Shift shift;

    Naming(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
    }

    /**
     * Takes orders whose names are free, now or in a moment.
     *
     * @param take what is done with them; it finds those that the desk knows
     */
    Entry ifFree(
            DeskState state,
            List<OrderDesk.Wish> wishes,
            Consumer<OrderDesk.Refused> refuse,
            Function<DeskState, Entry> take) {
        var ids =
                wishes.stream().map(desk.wishes()::ticket).map(OrderTicket::id).toList();
        boolean needless = state.orders().endedBefore() == 0
                || desk.wishes().closed().isPresent()
                || ids.stream().anyMatch(id -> state.order(id).isPresent());
        if (needless) {
            return take.apply(state);
        }
        shift.context.pipeToSelf(
                shift.neighbours.gate().claimed(shift.run, shift.account, ids),
                (claimed, fault) -> fault == null
                        ? new DeskNote.NamesSeen(List.copyOf(claimed), refuse, take)
                        : new DeskNote.NamesUnseen(fault.toString(), refuse));
        return Entry.nothing();
    }

    Entry onSeen(DeskState state, DeskNote.NamesSeen seen) {
        if (seen.taken().isEmpty()) {
            return seen.take().apply(state);
        }
        return refused(
                seen.refuse(),
                Reason.DUPLICATE,
                "An order of that name has ended long ago: give this one another name");
    }

    Entry onUnseen(DeskNote.NamesUnseen unseen) {
        shift.context.getLog().warn("Whether an order of {} is new cannot be seen: {}", shift.account, unseen.why());
        return refused(
                unseen.refuse(),
                Reason.NOT_READY,
                "Whether there was an order of that name cannot be seen now: say it again in a moment");
    }

    private static Entry refused(Consumer<OrderDesk.Refused> refuse, Reason reason, String why) {
        return Entry.only(state -> refuse.accept(new OrderDesk.Refused(reason, why)));
    }
}
