package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A place where orders trade. Orders are known by the ids we gave them: the same order sent twice is one order.
 *
 * <p>A stage that fails means that nobody knows what happened; the desk then asks, and never sends blindly again.
 */
public interface Venue {
    CompletionStage<Submission> submit(OrderIntent order);

    /** What became of an order; {@link Submission#UNHEARD_OF} if it never arrived. */
    CompletionStage<Submission> query(ClientOrderId order);

    /** Everything that traded up to a moment, oldest first; a fill may be told again and keeps its id. */
    CompletionStage<List<Fill>> fillsUpTo(long toNanos);

    /** How a venue answers for an order. */
    enum Submission {
        ACCEPTED,
        REJECTED,
        UNHEARD_OF
    }
}
