package io.conclave.app.web;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.BroadcastHub;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Hands each item to everybody who listens at that moment. Offered from any thread, never blocks.
 *
 * <p>Who listens must keep pulling (a buffer that drops, or a conflation, directly behind {@link #items()}): the hub
 * waits for its slowest listener.
 */
final class Hub<T> {
    private static final int WAITING = 1024;
    private static final int WINDOW = 256;

    private final BoundedSourceQueue<T> queue;
    private final Source<T, NotUsed> items;

    Hub(ActorSystem<?> system, Class<T> type) {
        var ends = Source.<T>queue(WAITING)
                .toMat(BroadcastHub.of(type, WINDOW), Keep.both())
                .run(system);
        this.queue = ends.first();
        this.items = ends.second();
        // With nobody there the hub would stand still and the queue fill up with the past.
        items.runWith(Sink.ignore(), system);
    }

    /** An item that finds the queue full, or the system stopping, is lost: state comes again, and clients ask again. */
    void offer(T item) {
        var _ = queue.offer(item);
    }

    /** From now on; a source for each listener. */
    Source<T, NotUsed> items() {
        return items;
    }
}
