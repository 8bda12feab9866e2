package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;

/**
 * What a venue says of an order. It may be told twice, late and out of order, as an answer or unasked.
 *
 * <p>A {@code why} is the venue's own sentence, for people.
 */
public sealed interface ExecutionReport {
    /** The order that is spoken of: of a replacement, the one that was to be replaced. */
    ClientOrderId order();

    /** The venue has it, and will trade it on its terms. */
    record Accepted(ClientOrderId order) implements ExecutionReport {}

    /** The venue does not take it. */
    record Rejected(ClientOrderId order, String why) implements ExecutionReport {}

    /** A piece of it traded, or all. */
    record Traded(Fill fill) implements ExecutionReport {
        @Override
        public ClientOrderId order() {
            return fill.order();
        }
    }

    /** What had not traded was taken back: because we asked, or by the venue's own rules. */
    record Cancelled(ClientOrderId order) implements ExecutionReport {}

    /** What had not traded was given up at the end of the order's time in force. */
    record Expired(ClientOrderId order) implements ExecutionReport {}

    /** It is gone, and another works in its place, with what this one had traded counted as its own. */
    record Replaced(ClientOrderId order, ClientOrderId by) implements ExecutionReport {}

    /** It was not taken back; mostly because there was nothing left of it. */
    record CancelRejected(ClientOrderId order, String why) implements ExecutionReport {}

    /** It goes on as it was; the other never comes to be. */
    record ReplaceRejected(ClientOrderId order, String why) implements ExecutionReport {}
}
