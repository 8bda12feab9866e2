package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.port.Orders;
import io.conclave.http.view.Instants;
import io.conclave.orchestrator.execution.DeskOrder;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.execution.Trail;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Makes of what a person sends orders that the desk can be told: on the terms of the instrument, at the market's price. */
final class Floor {
    private final Engine engine;
    private final Progress progress;
    private final InstantSource clock;
    private final BooleanSupplier recorded;

    /** @param recorded whether the market is a recording: people's orders are then given in its time, not in ours */
    Floor(Engine engine, Progress progress, InstantSource clock, BooleanSupplier recorded) {
        this.engine = engine;
        this.progress = progress;
        this.clock = clock;
        this.recorded = recorded;
    }

    boolean trades(Symbol symbol) {
        return engine.plan().tape().symbols().contains(symbol);
    }

    /** The newest close that the run has reached; empty before the first. */
    Optional<Price> reference(Symbol symbol) {
        return progress.steps() == 0
                ? Optional.empty()
                : engine.plan().tape().bars(symbol, progress.asOfNanos(), 1).stream()
                        .map(bar -> bar.close())
                        .findFirst();
    }

    /**
     * Why no venue would take it; empty if one may.
     *
     * @param wanted of an instrument that is traded here
     * @param reference the market's price
     */
    Optional<Orders.Answer> fault(Orders.Wanted wanted, Price reference) {
        var rules = new VenueRules(engine.plan().tape().instrument(wanted.symbol()));
        return switch (wanted) {
            case Orders.Wish wish -> rules.fault(wish, reference);
            case Orders.Either either ->
                rules.faultOfProfit(either.takeProfit(), reference)
                        .or(() -> rules.faultOfLoss(stopLoss(either), reference));
            case Orders.Bracketed bracket ->
                rules.fault(bracket.parent(), reference)
                        .or(() -> bracket.takeProfit()
                                .flatMap(at ->
                                        rules.faultOfProfit(wayOut(bracket.parent(), OrderTerms.limit(at)), reference)))
                        .or(() -> bracket.stopLoss()
                                .flatMap(at ->
                                        rules.faultOfLoss(wayOut(bracket.parent(), OrderTerms.stop(at)), reference)));
            case Orders.Trailing trailing ->
                begun(trailing, reference)
                        .map(stop -> rules.fault(stop, reference))
                        .orElseGet(() -> Optional.of(new Orders.Malformed(
                                trailing.amount().isPresent() ? "trail_price" : "trail_percent",
                                "At the market's price of " + reference + " there is no price so far behind it.")));
        };
    }

    /**
     * The orders that are sent at once, the one that has the caller's name first.
     *
     * @param wanted with no {@link #fault}
     */
    List<Orders.Wish> orders(Orders.Wanted wanted, Price reference) {
        return switch (wanted) {
            case Orders.Wish wish -> List.of(wish);
            case Orders.Either either -> List.of(either.takeProfit(), stopLoss(either));
            case Orders.Bracketed bracket -> List.of(bracket.parent());
            case Orders.Trailing trailing -> List.of(begun(trailing, reference).orElseThrow());
        };
    }

    static Trail trail(Orders.Trailing trailing) {
        return new Trail(trailing.amount(), trailing.share());
    }

    private Optional<Orders.Wish> begun(Orders.Trailing trailing, Price reference) {
        var tick = engine.plan().tape().instrument(trailing.symbol()).tick();
        try {
            return trail(trailing).behind(trailing.side(), reference, tick).map(trailing::from);
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Named for the first of the two, whose own name may be as long as a name can be. */
    private Orders.Wish stopLoss(Orders.Either either) {
        var first = either.takeProfit();
        return new Orders.Wish(
                idOf(first.name()) + ":sl", first.symbol(), first.side(), first.quantity(), either.stopLoss());
    }

    private static Orders.Wish wayOut(Orders.Wish parent, OrderTerms terms) {
        return new Orders.Wish(
                parent.name(),
                parent.symbol(),
                parent.side() == Side.BUY ? Side.SELL : Side.BUY,
                parent.quantity(),
                terms);
    }

    /** @param reference the market's price, so that the run has reached a closing */
    OrderDesk.Wish meant(Orders.Wish wish, Price reference, String actor) {
        return new OrderDesk.Wish(
                wish.name(),
                wish.symbol(),
                wish.side(),
                wish.quantity(),
                wish.terms(),
                reference,
                actor,
                recorded.getAsBoolean() ? progress.asOfNanos() : Instants.toNanos(clock.instant()));
    }

    /** An order of which nobody has said whether it was taken. */
    DeskOrder unknown(OrderDesk.Wish wish) {
        return new DeskOrder(
                new OrderTicket(
                        idOf(wish.name()),
                        wish.symbol(),
                        wish.side(),
                        wish.quantity(),
                        wish.terms(),
                        wish.reference(),
                        wish.atNanos()),
                wish.name(),
                wish.actor(),
                Optional.empty(),
                OrderState.UNKNOWN,
                Quantity.ZERO,
                Money.ZERO,
                Optional.empty(),
                Optional.empty(),
                "The desk did not say in time whether it took the order: look, or say it again under the same name");
    }

    ClientOrderId idOf(String name) {
        return ClientOrderId.named(engine.settings().account(), name);
    }
}
