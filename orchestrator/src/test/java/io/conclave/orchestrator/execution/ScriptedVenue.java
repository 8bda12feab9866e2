package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.unit.Quantity;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A venue that answers what the test has laid down, accepts when nothing is, and remembers what it was sent. */
final class ScriptedVenue implements Venue {
    private final Queue<CompletionStage<Submission>> toSubmissions = new ArrayDeque<>();
    private final Queue<CompletionStage<Submission>> toQueries = new ArrayDeque<>();
    private final List<OrderIntent> sent = new ArrayList<>();
    private final List<Fill> fills = new ArrayList<>();
    private final List<ClientOrderId> open = new ArrayList<>();

    static CompletionStage<Submission> lost() {
        return CompletableFuture.failedStage(new IOException("connection reset"));
    }

    static CompletionStage<Submission> of(Submission submission) {
        return CompletableFuture.completedStage(submission);
    }

    synchronized ScriptedVenue answersSubmission(CompletionStage<Submission> answer) {
        toSubmissions.add(answer);
        return this;
    }

    synchronized ScriptedVenue answersQuery(CompletionStage<Submission> answer) {
        toQueries.add(answer);
        return this;
    }

    synchronized void trades(Fill fill) {
        fills.add(fill);
    }

    /** An order is open there. */
    synchronized void has(ClientOrderId order) {
        open.add(order);
    }

    synchronized void forgets(ClientOrderId order) {
        open.remove(order);
    }

    synchronized List<OrderIntent> sent() {
        return List.copyOf(sent);
    }

    @Override
    public synchronized CompletionStage<Submission> submit(OrderIntent order) {
        sent.add(order);
        var answer = toSubmissions.poll();
        return answer == null ? of(Submission.ACCEPTED) : answer;
    }

    @Override
    public synchronized CompletionStage<Submission> query(ClientOrderId order) {
        var answer = toQueries.poll();
        return answer == null ? of(Submission.ACCEPTED) : answer;
    }

    @Override
    public synchronized CompletionStage<List<Fill>> fillsUpTo(long toNanos) {
        return CompletableFuture.completedStage(List.copyOf(fills));
    }

    @Override
    public CompletionStage<Statement> statement(long toNanos) {
        var positions = new TreeMap<Symbol, Quantity>();
        fills.forEach(fill -> positions.merge(fill.symbol(), fill.signedQuantity(), Quantity::plus));
        return CompletableFuture.completedStage(new Statement(open, fills, positions));
    }
}
