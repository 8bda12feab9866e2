package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTicket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The books of a paper venue for one account: its own, apart from ours, written in transactions of its own, so that they
 * outlive the node as a real venue's would. Called from any thread and by several nodes; a stage is done when what it
 * wrote is safe.
 */
public interface PaperMemory {
    /** From here on the order is at the venue; told again it is the same order. Says whether it is new. */
    CompletionStage<Boolean> accept(OrderTicket order);

    CompletionStage<Optional<OrderTicket>> find(ClientOrderId order);

    /** Accepted orders that have not traded, by the time they were meant, then by id. */
    CompletionStage<List<OrderTicket>> open();

    /** Fills that happened; one whose id is known changes nothing. Says how many are new. */
    CompletionStage<Integer> fill(List<Fill> fills);

    /**
     * Fills in the order they were written.
     *
     * @param after only those numbered higher; 0 for all
     */
    CompletionStage<List<Numbered>> fills(long after);

    /**
     * A fill where it stands in the venue's books.
     *
     * @param number from 1, rising; one that is seen has none below it still to come
     */
    record Numbered(long number, Fill fill) {}
}
