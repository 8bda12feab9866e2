package io.conclave.persistence.gate;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.ExecutionReport;
import io.conclave.orchestrator.execution.Venue;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A venue outside that rejects all orders, writes down when it was told, and knows what it was told. */
final class RejectingVenue implements Venue {
    private static final String WHY = "Nothing trades here";

    /** @param atNanos of the monotonic clock */
    record Told(String order, long atNanos) {}

    private final CopyOnWriteArrayList<Told> told = new CopyOnWriteArrayList<>();

    List<Told> told() {
        return List.copyOf(told);
    }

    List<String> orders() {
        return told.stream().map(Told::order).toList();
    }

    @Override
    public CompletionStage<ExecutionReport> submit(OrderTicket order) {
        told.add(new Told(order.id().value(), System.nanoTime()));
        return CompletableFuture.completedStage(new ExecutionReport.Rejected(order.id(), WHY));
    }

    @Override
    public CompletionStage<ExecutionReport> cancel(ClientOrderId order) {
        return CompletableFuture.completedStage(new ExecutionReport.CancelRejected(order, WHY));
    }

    @Override
    public CompletionStage<ExecutionReport> replace(ClientOrderId original, OrderTicket replacement) {
        return CompletableFuture.completedStage(new ExecutionReport.ReplaceRejected(original, WHY));
    }

    @Override
    public CompletionStage<Finding> query(ClientOrderId order) {
        return CompletableFuture.completedStage(
                orders().contains(order.value()) ? new Found(OrderState.REJECTED, Quantity.ZERO) : new UnheardOf());
    }

    @Override
    public CompletionStage<List<Fill>> fillsUpTo(long toNanos) {
        return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Statement> statement(long toNanos) {
        return CompletableFuture.completedStage(new Statement(List.of(), List.of(), new TreeMap<>()));
    }

    @Override
    public void listen(Consumer<ExecutionReport> listener) {}
}
