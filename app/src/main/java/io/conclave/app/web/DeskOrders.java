package io.conclave.app.web;

import io.conclave.app.engine.Engine;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.http.port.Orders;
import io.conclave.http.view.OrderView;
import io.conclave.orchestrator.execution.DeskOrder;
import io.conclave.orchestrator.execution.OrderDesk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Orders by asking the desk; those that it has forgotten from the read models. */
final class DeskOrders implements Orders {
    private final Engine engine;
    private final StoredOrders stored;
    private final Floor floor;
    private final Duration patience;
    private final DeskPages pages;
    private final Placing placing;

    /** @param answerWithin the API's patience: what the desk has not said in a good part of it is not known */
    DeskOrders(Engine engine, StoredOrders stored, Floor floor, Duration answerWithin) {
        this.engine = engine;
        this.stored = stored;
        this.floor = floor;
        this.patience = answerWithin.multipliedBy(2).dividedBy(5);
        this.pages = new DeskPages(engine, stored, patience);
        this.placing = new Placing(engine, floor, patience);
    }

    // ---- placing

    @Override
    public CompletionStage<Answer> place(Wanted wanted, String actor) {
        return placing.place(wanted, actor)
                .thenCompose(answer -> wanted instanceof Wish wish
                                && answer instanceof Refused refused
                                && refused.kind() == Kind.DUPLICATE
                        ? asItEnded(wish, refused)
                        : CompletableFuture.completedStage(answer));
    }

    /** An order that the desk has forgotten is still the same order, said again. */
    private CompletionStage<Answer> asItEnded(Wish wish, Refused refused) {
        return stored.find(stored.idOf(wish.name()))
                .thenApply(ended -> ended.filter(order -> OrderViews.isOf(order, wish))
                        .<Answer>map(Taken::new)
                        .orElse(refused));
    }

    @Override
    public CompletionStage<Optional<Answer>> test(Wanted wanted, String actor) {
        return placing.test(wanted, actor);
    }

    @Override
    public CompletionStage<Answer> replace(ClientOrderId order, UnaryOperator<Wish> change, String actor) {
        return known(order)
                .thenCompose(
                        found -> found.isPresent() ? placing.replace(found.get(), change, actor) : goneOrNever(order));
    }

    // ---- taking back

    @Override
    public CompletionStage<Answer> cancel(ClientOrderId order, String actor) {
        return engine.<OrderDesk.Answer>askDesk(replyTo -> new OrderDesk.Cancel(order, actor, replyTo), patience)
                .thenCompose(answer -> answer instanceof OrderDesk.Refused refused
                                && refused.reason() == OrderDesk.Reason.NO_SUCH_ORDER
                        ? goneOrNever(order)
                        : CompletableFuture.completedStage(Refusals.answer(answer)));
    }

    @Override
    public CompletionStage<All> cancelAll(String actor) {
        return pages.remembered(true)
                .thenCompose(open -> engine.<OrderDesk.Asked>askDesk(
                                replyTo -> new OrderDesk.CancelAll(Optional.empty(), actor, replyTo), patience)
                        .thenApply(asked -> each(open, asked.orders())));
    }

    private static All each(List<DeskOrder> open, List<DeskOrder> asked) {
        var ids = asked.stream().map(DeskOrder::id).collect(Collectors.toSet());
        var all = asked.stream()
                .map(order -> new One(OrderViews.of(order), Optional.empty()))
                .collect(Collectors.toList());
        open.stream()
                .filter(order -> !ids.contains(order.id()))
                .map(order -> new One(
                        OrderViews.of(order),
                        Optional.of("It trades at once, or is being replaced, and cannot be taken back now.")))
                .forEach(all::add);
        return new Each(all);
    }

    @Override
    public CompletionStage<Watch> cancelAllAfter(Duration within, String actor) {
        return engine.<OrderDesk.RenewAnswer>askDesk(replyTo -> new OrderDesk.Renew(within, actor, replyTo), patience)
                .thenApply(answer -> switch (answer) {
                    case OrderDesk.Renewed renewed -> new Armed(renewed.within());
                    case OrderDesk.Refused refused -> new Unwatched("not_watched", Sentences.ended(refused.why()));
                });
    }

    private CompletionStage<Answer> goneOrNever(ClientOrderId order) {
        return stored.find(order)
                .thenApply(gone -> gone.isPresent()
                        ? new Refused(
                                Kind.TOO_LATE, "too_late", "Order " + order + " ended long ago: nothing is left of it.")
                        : new Refused(Kind.NO_SUCH_ORDER, "not_found", "There is no order " + order + "."));
    }

    // ---- looking

    @Override
    public CompletionStage<Optional<OrderView>> find(ClientOrderId id) {
        return told(id).thenCompose(known -> known.order().isPresent()
                ? CompletableFuture.completedStage(known.order().map(order -> OrderViews.of(order, known.ties())))
                : stored.find(id));
    }

    @Override
    public CompletionStage<Optional<OrderView>> named(String name) {
        return find(floor.idOf(name)).thenCompose(order -> {
            var other = StoredOrders.ofTheFederation(name);
            return order.isPresent() || other.isEmpty() ? CompletableFuture.completedStage(order) : find(other.get());
        });
    }

    @Override
    public CompletionStage<List<OrderView>> newestFirst(Search search) {
        return pages.page(search)
                .thenApply(found -> found.stream().map(OrderViews::of).toList());
    }

    private CompletionStage<Optional<DeskOrder>> known(ClientOrderId id) {
        return told(id).thenApply(OrderDesk.Known::order);
    }

    private CompletionStage<OrderDesk.Known> told(ClientOrderId id) {
        return engine.askDesk(replyTo -> new OrderDesk.GetOrder(id, replyTo), patience);
    }
}
