package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.http.port.Orders;
import io.conclave.http.port.Orders.Answer;
import io.conclave.http.port.Orders.Taken;
import io.conclave.http.port.Orders.Wanted;
import io.conclave.http.port.Orders.Wish;
import io.conclave.http.view.OrderTiesView;
import io.conclave.orchestrator.execution.DeskOrder;
import io.conclave.orchestrator.execution.OrderDesk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;

/** Takes people's orders to the desk. One that says nothing in time leaves the order unknown, which is no error. */
final class Placing {
    private final Engine engine;
    private final Floor floor;
    private final Duration patience;
    private final Admission admission;

    Placing(Engine engine, Floor floor, Duration patience) {
        this.engine = engine;
        this.floor = floor;
        this.patience = patience;
        this.admission = new Admission(engine, floor, patience);
    }

    CompletionStage<Answer> place(Wanted wanted, String actor) {
        return admission.judged(wanted, actor, orders -> {
            var first = orders.getFirst();
            return switch (wanted) {
                case Wish _ -> sent(first, replyTo -> new OrderDesk.Place(first, replyTo), this::alone);
                case Orders.Either _ ->
                    together(first, replyTo -> new OrderDesk.PlaceEither(first, orders.getLast(), replyTo));
                case Orders.Bracketed bracket ->
                    together(
                            first,
                            replyTo -> new OrderDesk.PlaceBracket(
                                    first, bracket.takeProfit(), bracket.stopLoss(), replyTo));
                case Orders.Trailing trailing ->
                    together(first, replyTo -> new OrderDesk.PlaceTrailing(first, Floor.trail(trailing), replyTo));
            };
        });
    }

    /** Each of the orders by itself, for the door counts only one of a pair. */
    CompletionStage<Optional<Answer>> test(Wanted wanted, String actor) {
        return admission
                .judged(wanted, actor, this::tried)
                .thenApply(answer -> answer instanceof Taken ? Optional.empty() : Optional.of(answer));
    }

    private CompletionStage<Answer> tried(List<OrderDesk.Wish> orders) {
        var first = orders.getFirst();
        return engine.<OrderDesk.Tried>askDesk(replyTo -> new OrderDesk.Try(first, replyTo), patience)
                .thenCompose(tried -> tried.objection().isEmpty() && orders.size() > 1
                        ? tried(orders.subList(1, orders.size()))
                        : CompletableFuture.completedStage(tried.objection()
                                .<Answer>map(Refusals::of)
                                .orElseGet(() -> new Taken(OrderViews.of(floor.unknown(first))))));
    }

    /** @param original as the desk knows it */
    CompletionStage<Answer> replace(DeskOrder original, UnaryOperator<Wish> change, String actor) {
        var ticket = original.ticket();
        var wish = change.apply(
                new Wish(original.name(), ticket.symbol(), ticket.side(), ticket.quantity(), ticket.terms()));
        return admission.judged(
                wish,
                actor,
                orders -> sent(
                        orders.getFirst(),
                        (ActorRef<OrderDesk.Answer> replyTo) ->
                                new OrderDesk.Replace(original.id(), orders.getFirst(), replyTo),
                        answer -> CompletableFuture.completedStage(Refusals.answer(answer))));
    }

    /** The venue is asked once the order is journalled; when the desk says nothing, nobody knows whether it was. */
    private <T> CompletionStage<Answer> sent(
            OrderDesk.Wish first,
            Function<ActorRef<T>, OrderDesk.Command> command,
            Function<T, CompletionStage<Answer>> answer) {
        return engine.askDesk(command, patience)
                .thenCompose(answer)
                .exceptionally(Late.answer(_ -> new Taken(OrderViews.of(floor.unknown(first)))));
    }

    private CompletionStage<Answer> alone(OrderDesk.Answer answer) {
        return answer instanceof OrderDesk.Taken taken
                ? CompletableFuture.completedStage(
                        new Taken(OrderViews.of(taken.order()).tied(OrderTiesView.simple())))
                : CompletableFuture.completedStage(Refusals.answer(answer));
    }

    private CompletionStage<Answer> together(
            OrderDesk.Wish first, Function<ActorRef<OrderDesk.LinkAnswer>, OrderDesk.Command> command) {
        return sent(first, command, answer -> switch (answer) {
            case OrderDesk.TakenTogether taken -> tied(taken.orders().getFirst());
            case OrderDesk.Refused refused -> CompletableFuture.completedStage(Refusals.of(refused));
        });
    }

    /** The order as it stands by now, with what belongs to it. */
    private CompletionStage<Answer> tied(DeskOrder order) {
        return engine.<OrderDesk.Known>askDesk(replyTo -> new OrderDesk.GetOrder(order.id(), replyTo), patience)
                .thenApply(known -> new Taken(OrderViews.of(known.order().orElse(order), known.ties())));
    }
}
