package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Quantity;
import io.conclave.testkit.Patience;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A venue that answers what the test has laid down, accepts when nothing is, and remembers what it was sent. */
final class ScriptedVenue implements Venue {
    private static final String REJECTED = "rejected";
    private static final String LOST = "lost";

    private final Queue<String> refusals = new ArrayDeque<>();
    private final List<ClientOrderId> cancels = new ArrayList<>();
    private Consumer<ExecutionReport> listener = report -> {};
    private int unheardOf;
    private int statements;
    private OrderState found = OrderState.WORKING;
    private boolean keepsCancelsWaiting;
    private boolean refusesReplacements;
    private boolean losesReplacements;
    private boolean isSilent;
    private final List<OrderTicket> sent = new ArrayList<>();
    private final List<Fill> fills = new ArrayList<>();
    private final List<ClientOrderId> open = new ArrayList<>();
    private final Queue<CompletableFuture<List<Fill>>> asked = new ArrayDeque<>();
    private boolean hesitates;

    synchronized ScriptedVenue rejectsNext() {
        refusals.add(REJECTED);
        return this;
    }

    /** The next order arrives, or not: no answer comes. */
    synchronized ScriptedVenue losesNext() {
        refusals.add(LOST);
        return this;
    }

    /** Asked about an order the next time, it has never heard of it. */
    synchronized ScriptedVenue forgetsNext() {
        unheardOf++;
        return this;
    }

    /** Asked about an order from now on, it says this. */
    synchronized void finds(OrderState state) {
        found = state;
    }

    /** How often it was asked for its side of the account. */
    synchronized int statements() {
        return statements;
    }

    /** It takes cancels and does not answer. */
    synchronized void keepsCancelsWaiting() {
        keepsCancelsWaiting = true;
    }

    synchronized void refusesReplacements() {
        refusesReplacements = true;
    }

    /** It takes replacements, and its answer does not come. */
    synchronized void losesReplacements() {
        losesReplacements = true;
    }

    synchronized List<ClientOrderId> cancels() {
        return List.copyOf(cancels);
    }

    /** Says something unasked. */
    synchronized void tells(ExecutionReport report) {
        listener.accept(report);
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

    /** Asked the next time what traded, it does not say. */
    synchronized void isSilentOnce() {
        isSilent = true;
    }

    /** Asked what traded, it answers when {@link #answers it is told to}. */
    synchronized void hesitates() {
        hesitates = true;
    }

    /** Answers the first that waits, once somebody does. */
    void answers(List<Fill> traded) {
        Patience.until("the venue is asked what traded", this::isAsked);
        answered().complete(traded);
    }

    private synchronized boolean isAsked() {
        return !asked.isEmpty();
    }

    private synchronized CompletableFuture<List<Fill>> answered() {
        return asked.remove();
    }

    synchronized List<OrderTicket> sent() {
        return List.copyOf(sent);
    }

    @Override
    public synchronized CompletionStage<ExecutionReport> submit(OrderTicket order) {
        sent.add(order);
        var refusal = refusals.poll();
        if (LOST.equals(refusal)) {
            return CompletableFuture.failedStage(new IOException("connection reset"));
        }
        return CompletableFuture.completedStage(
                REJECTED.equals(refusal)
                        ? new ExecutionReport.Rejected(order.id(), "Not today")
                        : new ExecutionReport.Accepted(order.id()));
    }

    @Override
    public synchronized CompletionStage<ExecutionReport> cancel(ClientOrderId order) {
        cancels.add(order);
        return keepsCancelsWaiting
                ? new CompletableFuture<>()
                : CompletableFuture.completedStage(new ExecutionReport.Cancelled(order));
    }

    @Override
    public synchronized CompletionStage<ExecutionReport> replace(ClientOrderId original, OrderTicket replacement) {
        if (losesReplacements) {
            return CompletableFuture.failedStage(new IOException("connection reset"));
        }
        return CompletableFuture.completedStage(
                refusesReplacements
                        ? new ExecutionReport.ReplaceRejected(original, "Not today")
                        : new ExecutionReport.Replaced(original, replacement.id()));
    }

    @Override
    public synchronized CompletionStage<Finding> query(ClientOrderId order) {
        if (unheardOf > 0) {
            unheardOf--;
            return CompletableFuture.completedStage(new UnheardOf());
        }
        return CompletableFuture.completedStage(new Found(found, Quantity.ZERO));
    }

    @Override
    public synchronized void listen(Consumer<ExecutionReport> next) {
        listener = next;
    }

    @Override
    public synchronized CompletionStage<List<Fill>> fillsUpTo(long toNanos) {
        if (isSilent) {
            isSilent = false;
            return CompletableFuture.failedStage(new IOException("connection reset"));
        }
        if (hesitates) {
            var answer = new CompletableFuture<List<Fill>>();
            asked.add(answer);
            return answer;
        }
        return CompletableFuture.completedStage(List.copyOf(fills));
    }

    @Override
    public synchronized CompletionStage<Statement> statement(long toNanos) {
        statements++;
        var positions = new TreeMap<Symbol, Quantity>();
        fills.forEach(fill -> positions.merge(fill.symbol(), fill.signedQuantity(), Quantity::plus));
        return CompletableFuture.completedStage(new Statement(open, fills, positions));
    }
}
