package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.orchestrator.execution.OrderDesk.Reason;
import io.conclave.orchestrator.execution.Shift.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/** Orders of people that belong together: placed as people want them, and followed to their end as {@link OrderLinks} says. */
final class Linking {
    private static final String ACTOR = "one cancels the other";

    private final TradingDesk desk;
    private final Shift shift;

    Linking(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
    }

    // ---- wanted

    Entry onPlaceEither(DeskState state, OrderDesk.PlaceEither place) {
        var one = desk.wishes().ticket(place.one());
        var other = desk.wishes().ticket(place.other());
        // Of two purchases the dearer one is counted.
        boolean turned = priceOf(other).compareTo(priceOf(one)) > 0;
        var first = turned ? other : one;
        var second = turned ? one : other;
        var known = List.of(one, other).stream()
                .flatMap(ticket -> state.order(ticket.id()).stream())
                .toList();
        if (!known.isEmpty()) {
            boolean again = known.size() == 2
                    && place.one().asks(known.getFirst().ticket())
                    && place.other().asks(known.getLast().ticket());
            return again
                    ? Entry.only(same -> place.replyTo().tell(new OrderDesk.TakenTogether(known, true)))
                    : refused(place.replyTo(), Reason.DUPLICATE, "There is an order of one of these names already");
        }
        var closed = desk.wishes().closed();
        if (closed.isPresent()) {
            return Entry.only(same -> place.replyTo().tell(closed.get()));
        }
        var refusal = desk.doorway().refusalOfEither(first, second);
        if (refusal.isPresent()) {
            return Entry.only(same -> place.replyTo().tell(Wishes.atTheDoor(refusal.get())));
        }
        var events = List.<OrderDesk.Event>of(
                placed(one, place.one()),
                placed(other, place.other()),
                new OrderDesk.OrdersPaired(first.id(), second.id()));
        return new Entry(events, next -> {
            answer(next, List.of(one.id(), other.id()), place.replyTo());
            desk.hearing().send(next, one.id());
            desk.hearing().send(next, other.id());
        });
    }

    Entry onPlaceBracket(DeskState state, OrderDesk.PlaceBracket place) {
        var id = desk.wishes().ticket(place.parent()).id();
        boolean isKnown = state.links()
                .bracket(state.orders().standingFor(id))
                .filter(bracket -> bracket.isLike(place.takeProfit(), place.stopLoss()))
                .isPresent();
        var more = new OrderDesk.OrderBracketed(id, place.takeProfit(), place.stopLoss());
        return placedWith(state, place.parent(), more, isKnown, place.replyTo());
    }

    Entry onPlaceTrailing(DeskState state, OrderDesk.PlaceTrailing place) {
        var id = desk.wishes().ticket(place.stop()).id();
        boolean isKnown = state.links()
                .trail(state.orders().standingFor(id))
                .filter(place.trail()::equals)
                .isPresent();
        return placedWith(state, place.stop(), new OrderDesk.OrderTrails(id, place.trail()), isKnown, place.replyTo());
    }

    /**
     * One order, and what else is to be known of it.
     *
     * @param isKnown whether the latter is, already
     */
    private Entry placedWith(
            DeskState state,
            OrderDesk.Wish wish,
            OrderDesk.Event more,
            boolean isKnown,
            ActorRef<OrderDesk.LinkAnswer> replyTo) {
        var ticket = desk.wishes().ticket(wish);
        var known = state.order(ticket.id());
        if (known.isPresent()) {
            return isKnown && wish.asks(known.get().ticket())
                    ? Entry.only(same -> replyTo.tell(new OrderDesk.TakenTogether(List.of(known.get()), true)))
                    : refused(replyTo, Reason.DUPLICATE, "There is an order of this name already");
        }
        var closed = desk.wishes().closed();
        if (closed.isPresent()) {
            return Entry.only(same -> replyTo.tell(closed.get()));
        }
        var refusal = desk.doorway().refusal(ticket);
        if (refusal.isPresent()) {
            return Entry.only(same -> replyTo.tell(Wishes.atTheDoor(refusal.get())));
        }
        return new Entry(List.of(placed(ticket, wish), more), next -> {
            answer(next, List.of(ticket.id()), replyTo);
            desk.hearing().send(next, ticket.id());
        });
    }

    private static OrderDesk.OrderPlaced placed(OrderTicket ticket, OrderDesk.Wish wish) {
        return new OrderDesk.OrderPlaced(ticket, wish.name(), wish.actor());
    }

    private static Price priceOf(OrderTicket order) {
        return order.terms().limit().or(() -> order.terms().stop()).orElse(order.reference());
    }

    private static void answer(DeskState state, List<ClientOrderId> ids, ActorRef<OrderDesk.LinkAnswer> replyTo) {
        var orders = ids.stream().flatMap(id -> state.order(id).stream()).toList();
        replyTo.tell(new OrderDesk.TakenTogether(orders, false));
    }

    private static Entry refused(ActorRef<OrderDesk.LinkAnswer> replyTo, Reason reason, String why) {
        return Entry.only(state -> replyTo.tell(new OrderDesk.Refused(reason, why)));
    }

    // ---- followed

    /** After something was journalled: an order that the venue did not take back is asked for again in a while. */
    void happened(DeskState state, List<OrderDesk.Event> events) {
        if (events.isEmpty() || state.links().areNone()) {
            return;
        }
        var follow = new DeskNote.FollowLinks();
        if (events.stream().anyMatch(OrderDesk.OrderKept.class::isInstance)) {
            shift.timers.startSingleTimer(follow, follow, Shift.PAUSE);
        } else {
            shift.context.getSelf().tell(follow);
        }
    }

    void goOn(DeskState state) {
        if (!state.links().areNone()) {
            shift.context.getSelf().tell(new DeskNote.FollowLinks());
        }
    }

    Entry onFollow(DeskState state) {
        var back = state.links().toTakeBack(state.orders());
        var events = new ArrayList<OrderDesk.Event>();
        back.forEach(id -> events.add(new OrderDesk.CancelAsked(id, ACTOR)));
        var cover = shift.stage == Stage.TRADING
                ? state.links().toCover(state.orders()).map(this::covered).orElseGet(Entry::nothing)
                : Entry.nothing();
        events.addAll(cover.events());
        Consumer<DeskState> then = next -> back.forEach(desk.hearing()::cancel);
        return new Entry(events, then.andThen(cover.then()));
    }

    /** The ways out for what traded. The door may have no room for them now; then they are tried again. */
    private Entry covered(OrderLinks.Uncovered open) {
        var legs = new ArrayList<OrderTicket>();
        var bracket = open.bracket();
        bracket.takeProfit().ifPresent(at -> legs.add(leg(open, bracket.profitName(), OrderTerms.limit(at))));
        bracket.stopLoss().ifPresent(at -> legs.add(leg(open, bracket.lossName(), OrderTerms.stop(at))));
        var refusal = legs.size() == 2
                ? desk.doorway().refusalOfEither(legs.getFirst(), legs.getLast())
                : desk.doorway().refusal(legs.getFirst());
        if (refusal.isPresent()) {
            shift.context
                    .getLog()
                    .warn(
                            "What order {} traded has no way out yet: {}",
                            open.parent().name(),
                            refusal.get().why());
            var again = new DeskNote.FollowLinks();
            shift.timers.startSingleTimer(again, again, Shift.PAUSE);
            return Entry.nothing();
        }
        var events = new ArrayList<OrderDesk.Event>();
        legs.forEach(leg -> events.add(
                new OrderDesk.OrderPlaced(leg, name(open, leg), open.parent().actor())));
        var ids = legs.stream().map(OrderTicket::id).toList();
        events.add(new OrderDesk.OrderCovered(bracket.parent(), open.quantity(), ids));
        return new Entry(events, next -> ids.forEach(id -> desk.hearing().send(next, id)));
    }

    private OrderTicket leg(OrderLinks.Uncovered open, String name, OrderTerms terms) {
        var parent = open.parent().ticket();
        return new OrderTicket(
                ClientOrderId.named(shift.account, name),
                parent.symbol(),
                parent.side() == Side.BUY ? Side.SELL : Side.BUY,
                open.quantity(),
                terms,
                parent.reference(),
                desk.doorway().now());
    }

    private static String name(OrderLinks.Uncovered open, OrderTicket leg) {
        return leg.terms().stop().isPresent()
                ? open.bracket().lossName()
                : open.bracket().profitName();
    }
}
