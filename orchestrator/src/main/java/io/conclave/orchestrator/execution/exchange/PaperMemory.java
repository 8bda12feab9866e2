package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTicket;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The books of a paper venue for one account: what was asked of it, and what traded. They are its own, apart from ours,
 * written in transactions of its own, so that they outlive the node as a real venue's would. Called from any thread and by
 * several nodes; a stage is done when what it wrote is safe.
 */
public interface PaperMemory {
    /** What can be asked of a venue. */
    sealed interface Request {}

    record Submit(OrderTicket order) implements Request {}

    record Replace(ClientOrderId original, OrderTicket replacement) implements Request {}

    record Cancel(ClientOrderId order) implements Request {}

    /**
     * A request where it stands in the venue's books.
     *
     * @param number from 1, without holes; one that is seen has none below it still to come
     * @param sentNanos when it counts as sent, event time: no earlier than what was settled before, nor than the order that
     *     it is about
     */
    record Noted(long number, long sentNanos, Request request) {}

    /**
     * From here on the requests are at the venue, in this order. An order that is told again, under its id, is the same one
     * and changes nothing.
     *
     * @param notBeforeNanos they count as sent then, at the earliest
     * @param after as for {@link #requests}, whose answer it gives
     */
    CompletionStage<Page> note(List<Request> requests, long notBeforeNanos, long after);

    /** What was asked, as far as it was settled. */
    CompletionStage<Page> requests(long after);

    /**
     * A part of the books.
     *
     * @param settledNanos everything that traded up to then is written
     * @param requests in the order they were written
     */
    record Page(long settledNanos, List<Noted> requests) {
        public Page {
            requests = List.copyOf(requests);
        }
    }

    /**
     * Writes what traded up to a moment; a fill whose id is known changes nothing.
     *
     * @param requests how many were known to whoever worked it out
     * @return false if there are more by now: then nothing was written
     */
    CompletionStage<Boolean> settle(long requests, long upToNanos, List<Fill> fills);

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
