package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTicket;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.riskgate.door.Door;
import io.conclave.orchestrator.riskgate.door.DoorLimits;
import io.conclave.orchestrator.riskgate.door.DoorRefusal;
import io.conclave.orchestrator.riskgate.door.DoorUsage;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one place where the desk asks the account's {@link Door}, and tells it what happens. The door is made anew whenever
 * the books were found to agree with the venue's; before that nothing passes.
 */
final class Doorway {
    private static final DoorRefusal NO_DOOR =
            new DoorRefusal(DoorRefusal.Reason.NO_PRICE, "The books have not been held against the venue's yet.");

    private final Shift shift;
    private @Nullable Door door;
    private long now;

    Doorway(Shift shift) {
        this.shift = shift;
    }

    /** @param account as the books have it, every fill that the desk knows of in them */
    void open(AccountSnapshot account, DeskState state) {
        var fresh = new Door(limits(state), account);
        var orders = state.orders();
        orders.all()
                .filter(DeskOrder::hasPassedTheDoor)
                .map(DeskOrder::ticket)
                .sorted(Comparator.comparingLong(OrderTicket::atNanos))
                .forEach(order -> {
                    fresh.sent(order);
                    now(order);
                });
        orders.open().values().stream()
                .filter(order -> !standsBack(state, order.id()))
                .forEach(order -> fresh.waits(order.ticket(), order.remaining().abs()));
        if (orders.endedBefore() > 0 && limits(state).maxOrders() > KnownOrders.ENDED) {
            fresh.mayHaveSent(now());
        }
        door = fresh;
    }

    /** Nothing passes until it is opened again. */
    void close() {
        door = null;
    }

    DoorLimits limits(DeskState state) {
        return state.limits().orElse(shift.settings.door());
    }

    Optional<DoorUsage> usage() {
        return Optional.ofNullable(door).map(told -> told.usage(now()));
    }

    /** What the account's instruments are worth at a closing, and since when those are that are decided on. */
    void priced(OrderDesk.Execute execute) {
        var told = door;
        if (told == null) {
            return;
        }
        var account = execute.account();
        told.day(account.day());
        account.marks().forEach((symbol, price) -> told.priced(symbol, price, account.atNanos()));
        for (var proposal : execute.proposals()) {
            var symbol = proposal.decision().symbol();
            var price = account.marks().getOrDefault(symbol, proposal.reference());
            told.priced(symbol, price, proposal.pricedAtNanos());
        }
    }

    Optional<DoorRefusal> refusal(OrderTicket order) {
        return door == null ? Optional.of(NO_DOOR) : door.check(order, now(order));
    }

    Optional<DoorRefusal> refusalToReplace(DeskState state, ClientOrderId original, OrderTicket replacement) {
        var counted = state.links().countedFor(original, state.orders()).orElse(original);
        return door == null ? Optional.of(NO_DOOR) : door.checkReplacing(counted, replacement, now(replacement));
    }

    /** Of two orders of which one cancels the other. */
    Optional<DoorRefusal> refusalOfEither(OrderTicket first, OrderTicket second) {
        return door == null ? Optional.of(NO_DOOR) : door.checkEither(first, second, Math.max(now(first), now(second)));
    }

    /** The limits count the other of its pair. */
    private static boolean standsBack(DeskState state, ClientOrderId id) {
        return state.links().countedFor(id, state.orders()).isPresent();
    }

    /** It passed, and will be sent. */
    void passed(OrderTicket order) {
        if (door != null) {
            door.opened(order);
        }
    }

    void after(OrderDesk.Event event, DeskState state) {
        var told = door;
        if (told == null) {
            return;
        }
        switch (event) {
            case OrderDesk.OrderPlaced placed -> opened(told, state, placed.ticket());
            case OrderDesk.OrderReplaced replaced ->
                state.order(replaced.by()).ifPresent(order -> replaced(told, state, replaced.order(), order.ticket()));
            case OrderDesk.OrderFilled filled -> told.filled(filled.fill());
            case OrderDesk.OrderEnded ended -> told.ended(ended.order());
            case OrderDesk.OrderRejected rejected -> told.ended(rejected.order());
            case OrderDesk.OrderRefused refused -> told.ended(refused.order());
            case OrderDesk.LimitsSet set -> told.limits(set.limits());
            case OrderDesk.ProposalRuled _,
                    OrderDesk.NothingProposed _,
                    OrderDesk.OrderAccepted _,
                    OrderDesk.OrderUncertain _,
                    OrderDesk.CancelAsked _,
                    OrderDesk.ReplaceAsked _,
                    OrderDesk.OrderKept _,
                    OrderDesk.FillsBooked _,
                    OrderDesk.NotReconciled _,
                    OrderDesk.DeadManArmed _,
                    OrderDesk.DeadManDisarmed _,
                    OrderDesk.DeadManTriggered _,
                    OrderDesk.OrdersPaired _,
                    OrderDesk.OrderBracketed _,
                    OrderDesk.OrderTrails _,
                    OrderDesk.OrderCovered _ -> {}
        }
        state.links().secondsThatCount(state.orders()).stream()
                .filter(order -> !told.isWaiting(order.id()))
                .forEach(order -> told.waits(order.ticket(), order.remaining().abs()));
    }

    private static void opened(Door told, DeskState state, OrderTicket order) {
        if (standsBack(state, order.id())) {
            told.sent(order);
        } else {
            told.opened(order);
        }
    }

    private static void replaced(Door told, DeskState state, ClientOrderId original, OrderTicket replacement) {
        if (standsBack(state, replacement.id())) {
            told.sent(replacement);
        } else {
            told.replaced(original, replacement);
        }
    }

    private long now(OrderTicket order) {
        now = Math.max(now, order.atNanos());
        return now();
    }

    /** Event time as far as it was heard of; it never goes back. */
    long now() {
        now = Math.max(now, shift.moment);
        return now;
    }
}
