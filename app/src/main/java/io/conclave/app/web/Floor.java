package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.port.Orders;
import io.conclave.http.view.Instants;
import io.conclave.orchestrator.execution.DeskOrder;
import io.conclave.orchestrator.execution.OrderDesk;
import java.time.InstantSource;
import java.util.Optional;

/** Makes of what a person sends an order that the desk can be told: on the terms of its instrument, at the market's price. */
final class Floor {
    private final Engine engine;
    private final Progress progress;
    private final InstantSource clock;

    Floor(Engine engine, Progress progress, InstantSource clock) {
        this.engine = engine;
        this.progress = progress;
        this.clock = clock;
    }

    /** Why no venue would take it; empty if one may. */
    Optional<Orders.Answer> fault(Orders.Wish wish) {
        var tape = engine.plan().tape();
        if (!tape.symbols().contains(wish.symbol())) {
            return Optional.of(new Orders.Malformed("symbol", wish.symbol() + " is not traded here."));
        }
        var instrument = tape.instrument(wish.symbol());
        return offLot("qty", Optional.of(wish.quantity()), instrument)
                .or(() -> offLot("display_qty", wish.terms().shown(), instrument))
                .or(() -> offTick("limit_price", wish.terms().limit(), instrument))
                .or(() -> offTick("stop_price", wish.terms().stop(), instrument))
                .or(() -> tooLargeToShow(wish))
                .or(() -> underMinimum(wish, instrument));
    }

    private static Optional<Orders.Answer> offLot(String field, Optional<Quantity> quantity, Instrument instrument) {
        return quantity.filter(some -> some.e8() % instrument.lot().e8() != 0)
                .map(_ -> new Orders.Malformed(
                        field, instrument.symbol() + " trades in lots of " + instrument.lot() + "."));
    }

    private static Optional<Orders.Answer> offTick(String field, Optional<Price> price, Instrument instrument) {
        return price.filter(some -> some.e8() % instrument.tick().e8() != 0)
                .map(_ -> new Orders.Malformed(
                        field, "Prices of " + instrument.symbol() + " go in steps of " + instrument.tick() + "."));
    }

    private static Optional<Orders.Answer> tooLargeToShow(Orders.Wish wish) {
        return wish.terms()
                .shown()
                .filter(shown -> shown.compareTo(wish.quantity()) > 0)
                .map(_ -> new Orders.Malformed("display_qty", "An order cannot show more than there is of it."));
    }

    private Optional<Orders.Answer> underMinimum(Orders.Wish wish, Instrument instrument) {
        var price = wish.terms().limit().or(wish.terms()::stop).or(() -> reference(wish));
        try {
            return price.map(at -> at.times(wish.quantity()))
                    .filter(worth -> worth.compareTo(instrument.minNotional()) < 0)
                    .map(_ -> new Orders.Malformed(
                            "qty", "An order must be worth " + instrument.minNotional() + " at least."));
        } catch (ArithmeticException e) {
            return Optional.of(new Orders.Malformed("qty", "The order is worth more than can be reckoned with."));
        }
    }

    /** The newest close that the run has reached; empty before the first. */
    Optional<Price> reference(Orders.Wish wish) {
        return progress.steps() == 0
                ? Optional.empty()
                : engine.plan().tape().bars(wish.symbol(), progress.asOfNanos(), 1).stream()
                        .map(bar -> bar.close())
                        .findFirst();
    }

    OrderDesk.Wish meant(Orders.Wish wish, Price reference, String actor) {
        return new OrderDesk.Wish(
                wish.name(),
                wish.symbol(),
                wish.side(),
                wish.quantity(),
                wish.terms(),
                reference,
                actor,
                Instants.toNanos(clock.instant()));
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
