package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.orchestrator.execution.OrderDesk.Reason;
import io.conclave.orchestrator.riskgate.door.DoorRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;

/** What people want of their orders: taken at once and journalled, or refused with a reason. */
final class Wishes {
    private static final Comparator<DeskOrder> NEWEST_FIRST = Comparator.comparingLong(
                    (DeskOrder order) -> order.ticket().atNanos())
            .reversed()
            .thenComparing(order -> order.id().value());

    /** Orders are held back for the venue's rate up to this long, and refused beyond. */
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

    private final TradingDesk desk;
    private final Shift shift;

    Wishes(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
    }

    Entry onPlace(DeskState state, OrderDesk.Place place) {
        var known = state.orders().standingFor(ticket(place.wish()).id());
        if (state.links().isTied(known)) {
            return Entry.only(same -> place.replyTo().tell(duplicate(place.wish())));
        }
        return judged(state, place.wish(), place.replyTo(), ticket -> placed(place, ticket));
    }

    private Entry placed(OrderDesk.Place place, OrderTicket ticket) {
        var refusal = desk.doorway().refusal(ticket);
        if (refusal.isPresent()) {
            return atTheDoor(refusal.get(), place.replyTo());
        }
        if (desk.hearing().delay().compareTo(LONGEST_DELAY) > 0) {
            return refused(place.replyTo(), Reason.TOO_MANY, "More orders wait than the venue takes in a second");
        }
        var event = new OrderDesk.OrderPlaced(
                ticket, place.wish().name(), place.wish().actor());
        return Entry.of(event, next -> {
            taken(next, ticket.id(), false, place.replyTo());
            desk.hearing().send(next, ticket.id());
        });
    }

    Entry onTry(DeskState state, OrderDesk.Try question) {
        return Entry.only(same -> question.replyTo().tell(new OrderDesk.Tried(objection(state, question.wish()))));
    }

    private Optional<OrderDesk.Refused> objection(DeskState state, OrderDesk.Wish wish) {
        var ticket = ticket(wish);
        var known = state.order(ticket.id());
        if (known.isPresent()) {
            return wish.asks(known.get().ticket()) ? Optional.empty() : Optional.of(duplicate(wish));
        }
        return closed().or(() -> desk.doorway().refusal(ticket).map(Wishes::atTheDoor));
    }

    Entry onReplace(DeskState state, OrderDesk.Replace replace) {
        var wish = replace.wish();
        var original = state.order(replace.original());
        if (original.isEmpty()) {
            return refused(replace.replyTo(), Reason.NO_SUCH_ORDER, "There is no order " + replace.original());
        }
        return judged(state, wish, replace.replyTo(), ticket -> replaced(state, replace, original.get(), ticket));
    }

    private Entry replaced(DeskState state, OrderDesk.Replace replace, DeskOrder original, OrderTicket ticket) {
        var wish = replace.wish();
        if (!original.life().isAtVenue()) {
            return refused(
                    replace.replyTo(),
                    Reason.TOO_LATE,
                    "Order " + original.name() + " is " + original.state() + ": only one that works can be replaced");
        }
        var before = original.ticket();
        if (!before.symbol().equals(ticket.symbol()) || before.side() != ticket.side()) {
            return refused(
                    replace.replyTo(),
                    Reason.NOT_TRADABLE,
                    "An order is replaced by one of the same instrument and side: " + before.side() + " "
                            + before.symbol());
        }
        if (ticket.quantity().compareTo(original.filled()) <= 0) {
            return refused(
                    replace.replyTo(),
                    Reason.NOT_TRADABLE,
                    "The replacement's quantity is the total, and " + original.filled() + " has traded already");
        }
        var refusal = desk.doorway().refusalToReplace(state, original.id(), ticket);
        if (refusal.isPresent()) {
            return atTheDoor(refusal.get(), replace.replyTo());
        }
        if (!desk.hearing().delay().isZero()) {
            return refused(replace.replyTo(), Reason.TOO_MANY, "The venue takes no more orders in this second");
        }
        var event = new OrderDesk.ReplaceAsked(original.id(), ticket, wish.name(), wish.actor());
        return Entry.of(event, next -> {
            taken(next, ticket.id(), false, replace.replyTo());
            next.order(ticket.id()).ifPresent(replacement -> desk.hearing().replace(original, replacement));
        });
    }

    private static Entry atTheDoor(DoorRefusal refusal, ActorRef<OrderDesk.Answer> replyTo) {
        return Entry.only(state -> replyTo.tell(atTheDoor(refusal)));
    }

    static OrderDesk.Refused atTheDoor(DoorRefusal refusal) {
        boolean tooMany = refusal.reason() == DoorRefusal.Reason.ORDER_RATE;
        return new OrderDesk.Refused(
                tooMany ? Reason.TOO_MANY : Reason.LIMIT, Optional.of(refusal.reason()), refusal.why());
    }

    /** An order that is here already, one that may not be sent, or one that is new. */
    private Entry judged(DeskState state, OrderDesk.Wish wish, ActorRef<OrderDesk.Answer> replyTo, Next next) {
        var ticket = ticket(wish);
        var known = state.order(ticket.id());
        if (known.isPresent()) {
            return wish.asks(known.get().ticket())
                    ? Entry.only(same -> taken(same, ticket.id(), true, replyTo))
                    : Entry.only(same -> replyTo.tell(duplicate(wish)));
        }
        var closed = closed();
        if (closed.isPresent()) {
            return Entry.only(same -> replyTo.tell(closed.get()));
        }
        return next.with(ticket);
    }

    OrderTicket ticket(OrderDesk.Wish wish) {
        return wish.ticket(shift.account, shift.isLive() ? wish.atNanos() : shift.moment);
    }

    private static OrderDesk.Refused duplicate(OrderDesk.Wish wish) {
        return new OrderDesk.Refused(
                Reason.DUPLICATE, "There is an order \"" + wish.name() + "\" already, and it is another");
    }

    /** What is done with an order that is new and well made. */
    private interface Next {
        Entry with(OrderTicket ticket);
    }

    /** Why no order is taken now; empty when some are. */
    Optional<OrderDesk.Refused> closed() {
        return switch (shift.stage) {
            case TRADING -> Optional.empty();
            case HELD ->
                Optional.of(new OrderDesk.Refused(
                        Reason.HALTED, "Trading is halted until somebody has looked why the books do not agree"));
            case BORN, ASKING, CHECKING ->
                Optional.of(new OrderDesk.Refused(
                        Reason.NOT_READY, "The books are being held against the venue's: try again in a moment"));
            case CLOSING -> Optional.of(new OrderDesk.Refused(Reason.NOT_READY, "The engine is being stopped"));
            case STOOD_DOWN ->
                Optional.of(new OrderDesk.Refused(Reason.NOT_READY, "Another node has taken the account over"));
        };
    }

    // ---- taking back

    Entry onCancel(DeskState state, OrderDesk.Cancel cancel) {
        var known = state.order(cancel.order());
        if (known.isEmpty()) {
            return refused(cancel.replyTo(), Reason.NO_SUCH_ORDER, "There is no order " + cancel.order());
        }
        var order = known.get();
        if (!mayBeTakenBack(order)) {
            return refused(
                    cancel.replyTo(),
                    Reason.TOO_LATE,
                    "Order " + order.name() + " is " + order.state() + ": it cannot be taken back");
        }
        return takenBack(List.of(order), cancel.actor(), next -> taken(next, order.id(), false, cancel.replyTo()));
    }

    Entry onCancelAll(DeskState state, OrderDesk.CancelAll all) {
        Predicate<Symbol> wanted = symbol -> all.symbol().map(symbol::equals).orElse(true);
        var orders = state.open().values().stream()
                .filter(order -> wanted.test(order.ticket().symbol()))
                .filter(order -> order.mayRest() && mayBeTakenBack(order))
                .toList();
        return takenBack(
                orders,
                all.actor(),
                next -> all.replyTo()
                        .tell(new OrderDesk.Asked(orders.stream()
                                .flatMap(order -> next.order(order.id()).stream())
                                .toList())));
    }

    /** One that is being replaced is taken back once it is known which of the two is there. */
    private static boolean mayBeTakenBack(DeskOrder order) {
        return !order.state().isFinal() && order.state() != OrderState.PENDING_REPLACE && !order.isReplacementToBe();
    }

    /** It may wait at the venue, and nobody has asked for it back. */
    static boolean canBeTakenBack(DeskOrder order) {
        return order.mayRest() && mayBeTakenBack(order) && order.state() != OrderState.PENDING_CANCEL;
    }

    private Entry takenBack(List<DeskOrder> orders, String actor, Consumer<DeskState> then) {
        var events = new ArrayList<OrderDesk.Event>();
        for (var order : orders) {
            if (order.state() != OrderState.PENDING_CANCEL) {
                events.add(new OrderDesk.CancelAsked(order.id(), actor));
            }
        }
        return new Entry(events, next -> {
            then.accept(next);
            orders.forEach(order -> desk.hearing().cancel(order.id()));
        });
    }

    // ---- looking

    static OrderDesk.Orders page(DeskState state, OrderDesk.GetOrders get) {
        var orders = new ArrayList<>(state.open().values());
        if (!get.openOnly()) {
            orders.addAll(state.orders().ended());
        }
        orders.sort(NEWEST_FIRST);
        var after = get.after();
        int from = after.map(last -> indexAfter(orders, last)).orElse(0);
        int until = Math.min(orders.size(), from + Math.clamp(get.most(), 1, KnownOrders.ENDED));
        return new OrderDesk.Orders(orders.subList(from, until), until < orders.size());
    }

    private static int indexAfter(List<DeskOrder> orders, ClientOrderId last) {
        for (int i = 0; i < orders.size(); i++) {
            if (orders.get(i).id().equals(last)) {
                return i + 1;
            }
        }
        return orders.size();
    }

    private static void taken(DeskState state, ClientOrderId id, boolean again, ActorRef<OrderDesk.Answer> replyTo) {
        state.order(id).ifPresent(order -> replyTo.tell(new OrderDesk.Taken(order, again)));
    }

    private static Entry refused(ActorRef<OrderDesk.Answer> replyTo, Reason reason, String why) {
        return Entry.only(state -> replyTo.tell(new OrderDesk.Refused(reason, why)));
    }
}
