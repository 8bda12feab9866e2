package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Quantity;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A place where orders trade, for one account. Orders are known by the ids we gave them: the same order sent twice is one
 * order. Called from any thread.
 *
 * <p>A request is answered when the venue has said what became of it, not when it was received. A stage that fails means
 * that nobody knows what happened: the desk then asks, and never sends blindly again. A refusal is an answer, not a
 * failure. What is answered may be told to the listener too, in either order.
 */
public interface Venue {
    /**
     * Sends an order. Answered by {@link ExecutionReport.Accepted} or {@link ExecutionReport.Rejected}, or by what came of
     * it at once.
     */
    CompletionStage<ExecutionReport> submit(OrderTicket order);

    /**
     * Asks for what has not traded of an order to be taken back. Answered by {@link ExecutionReport.Cancelled}, {@link
     * ExecutionReport.CancelRejected}, or another end that the order came to.
     */
    CompletionStage<ExecutionReport> cancel(ClientOrderId order);

    /**
     * Asks for an order to be replaced by one of the same instrument and side. Answered by {@link ExecutionReport.Replaced},
     * {@link ExecutionReport.ReplaceRejected}, or another end that the order came to.
     *
     * @param replacement has an id of its own; its quantity is the total: what the original traded is counted in
     */
    CompletionStage<ExecutionReport> replace(ClientOrderId original, OrderTicket replacement);

    /** How an order stands at the venue. */
    CompletionStage<Finding> query(ClientOrderId order);

    /** Everything that traded up to a moment, oldest first; a fill may be told again and keeps its id. */
    CompletionStage<List<Fill>> fillsUpTo(long toNanos);

    /**
     * What the venue has of the account as of a moment, or by now where its time is not the tape's; asked before anything is sent after a start. What it
     * tells of fills need not be told again by {@link #fillsUpTo}.
     */
    CompletionStage<Statement> statement(long toNanos);

    /**
     * From now on tells of what happens to the account's orders, from any thread; whoever listened before is told nothing
     * more. What happened while nobody listened, or the line was down, is not told again: it is found by asking.
     *
     * @param listener must not wait
     */
    void listen(Consumer<ExecutionReport> listener);

    /** What a venue knows of an order. */
    sealed interface Finding {}

    /**
     * The venue has it, or had.
     *
     * @param state where it stands there: working, partly filled, waiting for a request, or how it ended; never {@link
     *     OrderState#INTENDED} or {@link OrderState#UNKNOWN}
     * @param filled how much of it traded, of which {@link #fillsUpTo} may tell later; zero also from a venue that cannot say
     */
    record Found(OrderState state, Quantity filled) implements Finding {
        public Found {
            if (state == OrderState.INTENDED || state == OrderState.UNKNOWN) {
                throw new IllegalArgumentException("No venue finds an order " + state);
            }
        }
    }

    /** It never arrived. */
    record UnheardOf() implements Finding {}

    /**
     * A venue's side of the account.
     *
     * @param open orders that can still trade
     * @param fills everything that traded, as far back as the venue tells, oldest first
     * @param positions what all trades add up to, signed; an instrument that is not named is flat
     */
    record Statement(List<ClientOrderId> open, List<Fill> fills, SortedMap<Symbol, Quantity> positions) {
        public Statement {
            open = List.copyOf(open);
            fills = List.copyOf(fills);
            positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        }
    }
}
