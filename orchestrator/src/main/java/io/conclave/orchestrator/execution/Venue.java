package io.conclave.orchestrator.execution;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.unit.Quantity;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * A place where orders trade. Orders are known by the ids we gave them: the same order sent twice is one order. Called
 * from any thread.
 *
 * <p>A stage that fails means that nobody knows what happened; the desk then asks, and never sends blindly again.
 */
public interface Venue {
    CompletionStage<Submission> submit(OrderIntent order);

    /** What became of an order; {@link Submission#UNHEARD_OF} if it never arrived. */
    CompletionStage<Submission> query(ClientOrderId order);

    /** Everything that traded up to a moment, oldest first; a fill may be told again and keeps its id. */
    CompletionStage<List<Fill>> fillsUpTo(long toNanos);

    /** What the venue has of the account as of a moment; asked before anything is sent after a start. */
    CompletionStage<Statement> statement(long toNanos);

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

    /** How a venue answers for an order. */
    enum Submission {
        ACCEPTED,
        REJECTED,
        UNHEARD_OF
    }
}
