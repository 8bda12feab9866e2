package io.conclave.persistence.streams;

import java.util.concurrent.CompletionStage;

/** A running consumer. */
public interface Consumption extends AutoCloseable {

    /**
     * Takes nothing more. Completes when what the handler holds has been settled and acknowledged; what was fetched but
     * not handed over goes back to the group at once.
     */
    CompletionStage<Void> stop();

    /** Stops, and waits for that {@code close-patience} at most; what is still with the handler then goes back to the group. */
    @Override
    void close();
}
