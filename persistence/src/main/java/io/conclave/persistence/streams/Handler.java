package io.conclave.persistence.streams;

import java.util.concurrent.CompletionStage;

/** Does something about one item. */
@FunctionalInterface
public interface Handler {
    /**
     * Called once for each delivery, in the order of the lane, by one thread at a time; the next call does not wait for
     * the stage of the last unless the consumer may hold no more items.
     *
     * @return completes when the effect is persisted: only then is the item acknowledged. Completes exceptionally if it
     *     failed: the item is delivered again later, or becomes a dead letter. Throwing means the same. An item may come
     *     twice: the effect must be one that can be repeated (an insert that ignores what is there, say)
     */
    CompletionStage<Void> handle(Delivery delivery);
}
