package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What orders of people have to do with each other and with the market, and what is to be done next for it. Pure, and nothing but the orders'
 * states decides: whoever asks again, also after a restart, is told the same until it is done.
 *
 * <p>Of a pair only one is meant to trade. As soon as a piece of one trades, or one is taken back, the other is taken back,
 * too; one that the venue did not take, or that expired, leaves the other alone: a position keeps the way out it has.
 *
 * <p>What a bracket's parent traded gets its ways out when the parent trades no more, all of it filled or not; a trade that is
 * heard of later gets its own. An order that replaced another stands in its place here, too.
 *
 * @param pairs of which one order at least is open
 * @param brackets whose parent is known
 * @param trails of stops that are open
 */
public record OrderLinks(List<Pair> pairs, List<Bracket> brackets, List<TrailingStop> trails) {
    static final OrderLinks NONE = new OrderLinks(List.of(), List.of(), List.of());

    public OrderLinks {
        pairs = List.copyOf(pairs);
        brackets = List.copyOf(brackets);
        trails = List.copyOf(trails);
    }

    /** @param first the one that the account's limits count; the other counts when this one is over */
    public record Pair(ClientOrderId first, ClientOrderId second) {}

    /** @param order the stop as it stands now */
    public record TrailingStop(ClientOrderId order, Trail trail) {}

    /** So much of what the parent traded has no way out yet. */
    record Uncovered(Bracket bracket, DeskOrder parent, Quantity quantity) {}

    boolean areNone() {
        return pairs.isEmpty() && brackets.isEmpty() && trails.isEmpty();
    }

    // ---- what happens

    OrderLinks with(Pair pair) {
        var more = new ArrayList<>(pairs);
        more.add(pair);
        return new OrderLinks(more, brackets, trails);
    }

    OrderLinks with(Bracket bracket) {
        var more = new ArrayList<>(brackets);
        more.removeIf(other -> other.parent().equals(bracket.parent()));
        more.add(bracket);
        return new OrderLinks(pairs, more, trails);
    }

    OrderLinks with(TrailingStop stop) {
        var more = new ArrayList<>(trails);
        more.add(stop);
        return new OrderLinks(pairs, brackets, more);
    }

    OrderLinks covered(OrderDesk.OrderCovered covered) {
        var next = bracket(covered.parent())
                .map(bracket -> with(bracket.covering(covered.quantity())))
                .orElse(this);
        return covered.legs().size() == 2
                ? next.with(new Pair(covered.legs().getFirst(), covered.legs().getLast()))
                : next;
    }

    /** Another order stands in the place of one. */
    OrderLinks replaced(ClientOrderId from, ClientOrderId to) {
        UnaryOperator<ClientOrderId> now = id -> id.equals(from) ? to : id;
        return new OrderLinks(
                pairs.stream()
                        .map(pair -> new Pair(now.apply(pair.first()), now.apply(pair.second())))
                        .toList(),
                brackets.stream()
                        .map(bracket -> bracket.around(now.apply(bracket.parent())))
                        .toList(),
                trails.stream()
                        .map(stop -> new TrailingStop(now.apply(stop.order()), stop.trail()))
                        .toList());
    }

    /** Without what is over. */
    OrderLinks after(KnownOrders orders) {
        if (areNone()) {
            return this;
        }
        return new OrderLinks(
                pairs.stream()
                        .filter(pair -> isOpen(orders, pair.first()) || isOpen(orders, pair.second()))
                        .toList(),
                brackets.stream()
                        .filter(bracket -> orders.find(bracket.parent()).isPresent())
                        .toList(),
                trails.stream().filter(stop -> isOpen(orders, stop.order())).toList());
    }

    // ---- what is so

    Optional<Bracket> bracket(ClientOrderId parent) {
        return brackets.stream()
                .filter(bracket -> bracket.parent().equals(parent))
                .findFirst();
    }

    /** It is one of a pair, or has ways out, or trails the market. */
    boolean isTied(ClientOrderId order) {
        return otherOf(order).isPresent()
                || bracket(order).isPresent()
                || trail(order).isPresent();
    }

    /** The order that cancels this one, or is cancelled by it. */
    Optional<ClientOrderId> otherOf(ClientOrderId order) {
        return pairs.stream()
                .filter(pair -> pair.first().equals(order) || pair.second().equals(order))
                .map(pair -> pair.first().equals(order) ? pair.second() : pair.first())
                .findFirst();
    }

    Optional<Trail> trail(ClientOrderId order) {
        return trails.stream()
                .filter(stop -> stop.order().equals(order))
                .map(TrailingStop::trail)
                .findFirst();
    }

    /** The order that the account's limits count in the place of this one, if it is the second of a pair. */
    Optional<ClientOrderId> countedFor(ClientOrderId second, KnownOrders orders) {
        return pairs.stream()
                .filter(pair -> pair.second().equals(second) && isOpen(orders, pair.first()))
                .map(Pair::first)
                .findFirst();
    }

    /** Those seconds of pairs that are open while the first is over. */
    List<DeskOrder> secondsThatCount(KnownOrders orders) {
        return pairs.stream()
                .filter(pair -> !isOpen(orders, pair.first()))
                .flatMap(pair -> orders.find(pair.second()).stream())
                .filter(order -> !order.state().isFinal())
                .toList();
    }

    // ---- what is to be done

    List<ClientOrderId> toTakeBack(KnownOrders orders) {
        return pairs.stream()
                .flatMap(pair -> Stream.concat(
                        takenAlong(orders.find(pair.first()), orders.find(pair.second())),
                        takenAlong(orders.find(pair.second()), orders.find(pair.first()))))
                .filter(Wishes::canBeTakenBack)
                .map(DeskOrder::id)
                .distinct()
                .toList();
    }

    Optional<Uncovered> toCover(KnownOrders orders) {
        return brackets.stream()
                .flatMap(bracket -> orders.find(bracket.parent()).stream()
                        .filter(parent -> parent.state().isFinal())
                        .map(parent ->
                                new Uncovered(bracket, parent, parent.filled().minus(bracket.covered()))))
                .filter(open -> open.quantity().signum() > 0)
                .findFirst();
    }

    /** The other, if the one takes it along: when the one was taken back for the other's sake, it does not. */
    private static Stream<DeskOrder> takenAlong(Optional<DeskOrder> one, Optional<DeskOrder> other) {
        boolean hasTraded = one.filter(order -> !order.filled().isZero()).isPresent();
        boolean isTakenBack =
                one.filter(order -> order.state() == OrderState.CANCELLED).isPresent();
        return other.filter(order -> hasTraded || (isTakenBack && order.filled().isZero())).stream();
    }

    private static boolean isOpen(KnownOrders orders, ClientOrderId id) {
        return orders.open().containsKey(id.value());
    }
}
