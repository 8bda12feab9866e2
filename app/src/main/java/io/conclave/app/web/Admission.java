package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.domain.unit.Price;
import io.conclave.http.port.Orders;
import io.conclave.http.port.Orders.Answer;
import io.conclave.http.port.Orders.Kind;
import io.conclave.http.port.Orders.Malformed;
import io.conclave.http.port.Orders.Refused;
import io.conclave.http.port.Orders.Wanted;
import io.conclave.orchestrator.execution.OrderDesk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Lets to the desk what can be traded at all, while nobody has halted trading. */
final class Admission {
    private final Engine engine;
    private final Floor floor;
    private final Duration patience;

    Admission(Engine engine, Floor floor, Duration patience) {
        this.engine = engine;
        this.floor = floor;
        this.patience = patience;
    }

    /**
     * Judges what somebody wants.
     *
     * @param next what is done with the orders that the desk is to be told of, if nothing stands against them
     */
    CompletionStage<Answer> judged(
            Wanted wanted, String actor, Function<List<OrderDesk.Wish>, CompletionStage<Answer>> next) {
        var symbol = wanted.symbol();
        if (!floor.trades(symbol)) {
            return CompletableFuture.completedStage(new Malformed("symbol", symbol + " is not traded here."));
        }
        var price = floor.reference(symbol);
        if (price.isEmpty()) {
            return CompletableFuture.completedStage(
                    new Refused(Kind.CLOSED, "no_price", "No price of " + symbol + " has been seen yet."));
        }
        return reference(wanted, price.get()).thenCompose(reference -> {
            var fault = floor.fault(wanted, reference);
            return fault.isPresent()
                    ? CompletableFuture.completedStage(fault.get())
                    : halted(wanted)
                            .thenCompose(halt -> halt.isPresent()
                                    ? CompletableFuture.completedStage(halt.get())
                                    : next.apply(floor.orders(wanted, reference).stream()
                                            .map(wish -> floor.meant(wish, reference, actor))
                                            .toList()));
        });
    }

    /** Where a stop that trails begins hangs on the market: said again, it began where it did the first time. */
    private CompletionStage<Price> reference(Wanted wanted, Price market) {
        return wanted instanceof Orders.Trailing
                ? known(wanted)
                        .thenApply(known -> known.order()
                                .map(order -> order.ticket().reference())
                                .orElse(market))
                        .exceptionally(Late.answer(_ -> market))
                : CompletableFuture.completedStage(market);
    }

    /** Why nothing new is taken; an order that is here already is none. */
    private CompletionStage<Optional<Answer>> halted(Wanted wanted) {
        return Late.after(patience, engine.halt())
                .thenCompose(position -> position.halted()
                        ? known(wanted)
                                .thenApply(known -> known.order().isPresent()
                                        ? Optional.<Answer>empty()
                                        : Optional.<Answer>of(Refusals.halted(
                                                position.reason().orElse(""))))
                        : CompletableFuture.completedStage(Optional.<Answer>empty()))
                .exceptionally(Late.answer(_ -> Optional.of(Refusals.UNREADABLE)));
    }

    private CompletionStage<OrderDesk.Known> known(Wanted wanted) {
        return engine.askDesk(replyTo -> new OrderDesk.GetOrder(floor.idOf(wanted.name()), replyTo), patience);
    }
}
