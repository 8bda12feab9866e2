package io.conclave.app.web;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.http.port.Orders;
import io.conclave.http.view.OrderView;
import io.conclave.orchestrator.execution.DeskOrder;
import io.conclave.persistence.readmodel.OrderSearch;
import io.conclave.persistence.readmodel.ReadModels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** The orders of a run as the read models have them; nobody takes any more. */
final class StoredOrders implements Orders {
    static final String CODE = "no_desk";
    static final String WHY = "Nobody trades here: a recorded market is played. ./conclave run trades.";

    private final ReadModels models;
    private final String run;
    private final String account;
    private final Readers readers;

    StoredOrders(ReadModels models, String run, String account, Readers readers) {
        this.models = models;
        this.run = run;
        this.account = account;
        this.readers = readers;
    }

    @Override
    public CompletionStage<Answer> place(Wanted wanted, String actor) {
        return closed();
    }

    @Override
    public CompletionStage<Optional<Answer>> test(Wanted wanted, String actor) {
        return closed().thenApply(Optional::of);
    }

    @Override
    public CompletionStage<Answer> replace(ClientOrderId order, UnaryOperator<Wish> change, String actor) {
        return closed();
    }

    @Override
    public CompletionStage<Answer> cancel(ClientOrderId order, String actor) {
        return closed();
    }

    @Override
    public CompletionStage<All> cancelAll(String actor) {
        return CompletableFuture.completedStage(new Closed(CODE, WHY));
    }

    @Override
    public CompletionStage<Watch> cancelAllAfter(Duration within, String actor) {
        return CompletableFuture.completedStage(new Unwatched(CODE, WHY));
    }

    private static CompletionStage<Answer> closed() {
        return CompletableFuture.completedStage(new Refused(Kind.CLOSED, CODE, WHY));
    }

    // ---- looking

    /** The id that the account's order of that name has. */
    ClientOrderId idOf(String name) {
        return ClientOrderId.named(account, name);
    }

    @Override
    public CompletionStage<Optional<OrderView>> find(ClientOrderId id) {
        return readers.read(() -> models.order(run, id).map(OrderViews::of));
    }

    @Override
    public CompletionStage<Optional<OrderView>> named(String name) {
        return readers.read(() -> models.order(run, idOf(name))
                .or(() -> ofTheFederation(name).flatMap(id -> models.order(run, id)))
                .map(OrderViews::of));
    }

    /** The federation calls its orders by their ids, which no name of a person's order gives. */
    static Optional<ClientOrderId> ofTheFederation(String name) {
        return name.matches("[a-z2-7]{32}") ? Optional.of(new ClientOrderId(name)) : Optional.empty();
    }

    @Override
    public CompletionStage<List<OrderView>> newestFirst(Search search) {
        return stored(search)
                .thenApply(found -> found.stream().map(OrderViews::of).toList());
    }

    CompletionStage<List<DeskOrder>> stored(Search search) {
        return readers.read(() -> models.orders(
                run,
                new OrderSearch(
                        search.open(),
                        search.symbol(),
                        search.after().map(last -> new OrderSearch.Last(last.atNanos(), last.id())),
                        search.limit())));
    }
}
