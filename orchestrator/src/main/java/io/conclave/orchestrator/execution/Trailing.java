package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Price;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Stops that follow the market: at each price the desk learns, one that belongs nearer is replaced by one that is there. Each
 * move is a replacement like a person's, so it is journalled, held against the limits and followed to its end; what cannot be
 * moved now is looked at again at the next price.
 */
final class Trailing {
    private final TradingDesk desk;
    private final Shift shift;

    Trailing(TradingDesk desk, Shift shift) {
        this.desk = desk;
        this.shift = shift;
    }

    Entry onPriced(DeskState state, SortedMap<Symbol, Price> prices) {
        var events = new ArrayList<OrderDesk.Event>();
        Consumer<DeskState> then = next -> {};
        for (var stop : state.links().trails()) {
            var order = state.order(stop.order()).filter(one -> one.life().isAtVenue());
            var ticket = order.flatMap(one -> moved(state, one, stop.trail(), prices));
            if (ticket.isPresent() && desk.hearing().delay().isZero()) {
                var next = ticket.get();
                events.add(new OrderDesk.ReplaceAsked(
                        stop.order(),
                        next,
                        next.id().value(),
                        order.orElseThrow().actor()));
                then = then.andThen(after -> after.order(next.id())
                        .ifPresent(replacement -> desk.hearing().replace(order.orElseThrow(), replacement)));
            }
        }
        return new Entry(events, then);
    }

    private Optional<OrderTicket> moved(
            DeskState state, DeskOrder order, Trail trail, SortedMap<Symbol, Price> prices) {
        var before = order.ticket();
        var market = Optional.ofNullable(prices.get(before.symbol()));
        var stop = before.terms().stop();
        if (market.isEmpty() || stop.isEmpty()) {
            return Optional.empty();
        }
        var tick = shift.neighbours.instrument().apply(before.symbol()).tick();
        return trail.moved(before.side(), stop.get(), market.get(), tick)
                .map(at -> ticket(before, at, market.get()))
                .filter(next -> state.order(next.id()).isEmpty())
                .filter(next -> {
                    var refusal = desk.doorway().refusalToReplace(state, order.id(), next);
                    refusal.ifPresent(why ->
                            shift.context.getLog().warn("The stop {} is not moved: {}", order.name(), why.why()));
                    return refusal.isEmpty();
                });
    }

    private OrderTicket ticket(OrderTicket before, Price stop, Price market) {
        long now = desk.doorway().now();
        var terms = before.terms();
        return new OrderTicket(
                ClientOrderId.named(shift.account, before.id() + ":" + Long.toString(now, Character.MAX_RADIX)),
                before.symbol(),
                before.side(),
                before.quantity(),
                new OrderTerms(
                        Optional.empty(),
                        Optional.of(stop),
                        terms.timeInForce(),
                        terms.goodTillNanos(),
                        false,
                        Optional.empty()),
                market,
                now);
    }
}
