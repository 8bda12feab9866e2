package io.conclave.persistence.streams;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Does something about several items of one stream at once, in one transaction for instance. */
@FunctionalInterface
public interface BatchHandler {
    /**
     * As {@link Handler#handle}, for all of them or none.
     *
     * @param deliveries one or more, in the order of their lane, higher priorities first. After a batch has failed, each
     *     of its items comes back in a batch of its own, so that one bad item spoils no other
     */
    CompletionStage<Void> handle(List<Delivery> deliveries);
}
