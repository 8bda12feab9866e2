package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The orders of an account, as its desk knows them.
 *
 * @param open orders that are not final, by client order id
 * @param ended those that ended last, the newest at the end, {@link #ENDED} of them; among them whatever may be replaced yet
 * @param endedBefore how many ended before those
 */
public record KnownOrders(SortedMap<String, DeskOrder> open, List<DeskOrder> ended, long endedBefore) {
    /** Orders that are found here after their end, and that a late fill still belongs to; older ones are in the journal. */
    static final int ENDED = 500;

    static final KnownOrders NONE = new KnownOrders(new TreeMap<>(), List.of(), 0);

    public KnownOrders {
        open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
        ended = List.copyOf(ended);
    }

    /** Whether it is open or ended lately. */
    Optional<DeskOrder> find(ClientOrderId id) {
        var working = open.get(id.value());
        return working != null ? Optional.of(working) : lately(id);
    }

    private Optional<DeskOrder> lately(ClientOrderId id) {
        return ended.stream().filter(order -> order.id().equals(id)).findFirst();
    }

    /** The order that works in the place of this one by now: itself, unless it was replaced. */
    ClientOrderId standingFor(ClientOrderId id) {
        var now = id;
        for (var next = replacementOf(now); next.isPresent(); next = replacementOf(now)) {
            now = next.get();
        }
        return now;
    }

    private Optional<ClientOrderId> replacementOf(ClientOrderId id) {
        return find(id).filter(order -> order.state() == OrderState.REPLACED).flatMap(DeskOrder::replacement);
    }

    Stream<DeskOrder> all() {
        return Stream.concat(open.values().stream(), ended.stream());
    }

    /** Those that were meant to replace an order, whatever became of them. */
    List<ClientOrderId> replacementsOf(ClientOrderId original) {
        return all().filter(order -> order.replaces().filter(original::equals).isPresent())
                .map(DeskOrder::id)
                .toList();
    }

    /** What the engine's own orders under way will make of a position, signed. A person's order may never trade. */
    Quantity pending(Symbol symbol) {
        return open.values().stream()
                .filter(order ->
                        order.decision().isPresent() && order.ticket().symbol().equals(symbol))
                .map(DeskOrder::remaining)
                .reduce(Quantity.ZERO, Quantity::plus);
    }

    /** An order that is not known any more stays so. */
    KnownOrders changed(ClientOrderId id, UnaryOperator<DeskOrder> change) {
        return find(id).map(order -> with(change.apply(order))).orElse(this);
    }

    /** With an order where it belongs now: among the open ones, or among those that ended. */
    KnownOrders with(DeskOrder order) {
        var orders = new TreeMap<>(open);
        boolean wasOpen = orders.remove(order.id().value()) != null;
        var over = ended;
        if (!wasOpen && lately(order.id()).isPresent()) {
            over = over.stream().filter(other -> !other.id().equals(order.id())).toList();
        }
        if (!order.state().isFinal()) {
            orders.put(order.id().value(), order);
            return new KnownOrders(orders, over, endedBefore);
        }
        var more = new ArrayList<>(over);
        more.add(order);
        int before = more.size();
        if (before > ENDED) {
            forgetOldest(more, orders);
        }
        return new KnownOrders(orders, more, endedBefore + before - more.size());
    }

    /** What is told of a replacement that is on its way names the order that it is to replace: that one is kept. */
    private static void forgetOldest(List<DeskOrder> ended, SortedMap<String, DeskOrder> open) {
        var named = new TreeSet<String>();
        open.values().stream()
                .filter(DeskOrder::isReplacementToBe)
                .flatMap(order -> order.replaces().stream())
                .forEach(id -> named.add(id.value()));
        int excess = ended.size() - ENDED;
        for (var oldest = ended.iterator(); excess > 0 && oldest.hasNext(); ) {
            if (!named.contains(oldest.next().id().value())) {
                oldest.remove();
                excess--;
            }
        }
    }
}
