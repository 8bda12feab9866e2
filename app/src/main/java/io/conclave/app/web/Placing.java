package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.http.port.Orders.Answer;
import io.conclave.http.port.Orders.Kind;
import io.conclave.http.port.Orders.Refused;
import io.conclave.http.port.Orders.Taken;
import io.conclave.http.port.Orders.Wish;
import io.conclave.orchestrator.execution.DeskOrder;
import io.conclave.orchestrator.execution.OrderDesk;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Takes people's orders to the desk: what can be traded at all, while nobody has halted trading. A desk that says nothing
 * in time leaves the order unknown, which is no error.
 */
final class Placing {
    private final Engine engine;
    private final Floor floor;
    private final Duration patience;

    Placing(Engine engine, Floor floor, Duration patience) {
        this.engine = engine;
        this.floor = floor;
        this.patience = patience;
    }

    CompletionStage<Answer> place(Wish wish, String actor) {
        return judged(wish, actor, meant -> sent(meant, replyTo -> new OrderDesk.Place(meant, replyTo)));
    }

    CompletionStage<Optional<Answer>> test(Wish wish, String actor) {
        return judged(
                        wish,
                        actor,
                        meant -> engine.<OrderDesk.Tried>askDesk(replyTo -> new OrderDesk.Try(meant, replyTo), patience)
                                .thenApply(tried -> tried.objection()
                                        .<Answer>map(Refusals::of)
                                        .orElseGet(() -> new Taken(OrderViews.of(floor.unknown(meant))))))
                .thenApply(answer -> answer instanceof Taken ? Optional.empty() : Optional.of(answer));
    }

    /** @param original as the desk knows it */
    CompletionStage<Answer> replace(DeskOrder original, UnaryOperator<Wish> change, String actor) {
        var ticket = original.ticket();
        var wish = change.apply(
                new Wish(original.name(), ticket.symbol(), ticket.side(), ticket.quantity(), ticket.terms()));
        return judged(
                wish, actor, meant -> sent(meant, replyTo -> new OrderDesk.Replace(original.id(), meant, replyTo)));
    }

    /** What can be traded at all, while trading is not halted. */
    private CompletionStage<Answer> judged(
            Wish wish, String actor, Function<OrderDesk.Wish, CompletionStage<Answer>> next) {
        var fault = floor.fault(wish);
        if (fault.isPresent()) {
            return CompletableFuture.completedStage(fault.get());
        }
        var reference = floor.reference(wish);
        if (reference.isEmpty()) {
            return CompletableFuture.completedStage(
                    new Refused(Kind.CLOSED, "no_price", "No price of " + wish.symbol() + " has been seen yet."));
        }
        return halted(wish)
                .thenCompose(halt -> halt.isPresent()
                        ? CompletableFuture.completedStage(halt.get())
                        : next.apply(floor.meant(wish, reference.get(), actor)));
    }

    /** Why nothing new is taken; an order that is here already is none. */
    private CompletionStage<Optional<Answer>> halted(Wish wish) {
        return soon(engine.halt())
                .thenCompose(position -> position.halted()
                        ? engine.<OrderDesk.Known>askDesk(
                                        replyTo -> new OrderDesk.GetOrder(floor.idOf(wish.name()), replyTo), patience)
                                .thenApply(known -> known.order().isPresent()
                                        ? Optional.<Answer>empty()
                                        : Optional.<Answer>of(Refusals.halted(
                                                position.reason().orElse(""))))
                        : CompletableFuture.completedStage(Optional.<Answer>empty()))
                .exceptionally(late(fault -> Optional.of(Refusals.UNREADABLE)));
    }

    /** The venue is asked once the order is journalled; when the desk says nothing, nobody knows whether it was. */
    private CompletionStage<Answer> sent(
            OrderDesk.Wish meant, Function<ActorRef<OrderDesk.Answer>, OrderDesk.Command> command) {
        return engine.askDesk(command, patience)
                .thenApply(Refusals::answer)
                .exceptionally(late(fault -> new Taken(OrderViews.of(floor.unknown(meant)))));
    }

    private <T> CompletionStage<T> soon(CompletionStage<T> answer) {
        return answer.toCompletableFuture().copy().orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Answers for whoever did not answer in time; any other fault stays one. */
    private static <T> Function<Throwable, T> late(Function<TimeoutException, T> answer) {
        return fault -> {
            var cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
            if (cause instanceof TimeoutException timeout) {
                return answer.apply(timeout);
            }
            throw new CompletionException(cause);
        };
    }
}
