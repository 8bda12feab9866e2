package io.conclave.persistence.streams;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Streams of items between processes (Redis) or within this one (memory). Both keep the same promises, proven by one
 * suite of tests:
 *
 * <ul>
 *   <li><b>At least once.</b> Every group is handed every item, and again until its handler's stage has completed; an
 *       acknowledgement follows only then. Effects must be repeatable.
 *   <li><b>One id, one item.</b> An id repeated among the last {@code repeat-window} of its lane is dropped, whoever
 *       wrote it: by the publisher, or, if other hands wrote it with plain XADD, before it is handed over.
 *   <li><b>Order.</b> What one process publishes to one lane stands there in that order, and first deliveries keep it. A
 *       group with several consumers, or several items in hand, finishes in any order; retries come when they come.
 *       Lanes (priorities) have no order among each other: waiting items of a higher one go first.
 *   <li><b>Failures.</b> A failed item returns after a growing pause with jitter and blocks no other; after its last
 *       attempt it becomes a dead letter, with the reason, until somebody requeues it. What a dead consumer held goes to a
 *       living one of its group; a slow one that still gives signs of life is not robbed.
 *   <li><b>Bounds.</b> A lane holds {@code max-length} items. Room is made from what every group has acknowledged, never
 *       from what one has yet to: then the stage of a publisher waits, and when the buffer of this process is full too,
 *       items are refused.
 *   <li><b>Away.</b> While the bus does not answer, publishers fill their buffer and then are refused, consumers keep
 *       trying, {@link #health} says since when. When it is back all goes on by itself: groups that are gone are made
 *       again, and if it came back without its last moments, what this process published in those is published again
 *       under the same ids. Two things are not covered: a publisher that dies together with the server's last second, and
 *       what other hands wrote in it. Truth is in the database, not here.
 * </ul>
 *
 * <p>Safe for any number of threads. Metrics, dead letters, pause and the like ask the server: they block for at most the
 * command time-out and throw a {@link BusException} with one sentence if it does not answer.
 */
public interface Bus extends AutoCloseable {

    /** Whether what one process publishes reaches others. */
    static boolean isShared(Config settings) {
        return BusConfig.from(settings).kind() == BusConfig.Kind.REDIS;
    }

    /**
     * Opens what {@code conclave.bus} describes.
     *
     * @param settings everything, with this room's {@code reference.conf} below it
     * @throws BusException if the server cannot be reached within {@code start-patience}, refuses the user or password, or
     *     is older than Redis 6.2
     * @throws com.typesafe.config.ConfigException if the settings make no sense
     */
    static Bus open(Config settings) {
        var config = BusConfig.from(settings);
        return switch (config.kind()) {
            case MEMORY -> InProcessBus.open(config);
            case REDIS -> RedisBus.open(config);
        };
    }

    /**
     * Takes the item at once or refuses it; never blocks.
     *
     * @return completes when the item is stored, or is refused; waits while the bus is away or the stream is full and the
     *     buffer has room. Never completes exceptionally. Continuations must not block
     */
    CompletionStage<Publishing> publish(StreamName stream, Item item);

    /**
     * Starts a consumer, and its group if there is none.
     *
     * @throws IllegalStateException if this bus is closed
     */
    default Consumption consume(StreamName stream, ConsumerSettings settings, Handler handler) {
        return consumeBatches(stream, settings.batch(1), batch -> handler.handle(batch.getFirst()));
    }

    /** As {@link #consume}, several items a call. */
    Consumption consumeBatches(StreamName stream, ConsumerSettings settings, BatchHandler handler);

    Health health();

    Metrics metrics(StreamName stream);

    /**
     * Dead letters of a stream, oldest first. {@code conclave.bus.dead-letters} of them are kept; the oldest make room.
     *
     * @param limit how many at most
     */
    List<DeadLetter> dead(StreamName stream, int limit);

    /**
     * Gives dead letters back to the group they came from, as if just published for it alone, attempts counted anew.
     *
     * @param letters as {@link DeadLetter#letter} names them; empty for all
     * @return how many there were
     */
    int requeue(StreamName stream, List<String> letters);

    /**
     * Nothing published from now on is handed to anybody until {@link #resume}, on no node, restarts included. What
     * handlers hold is finished and acknowledged. Publishing goes on until the stream is full.
     *
     * @param reason for whoever finds it paused
     */
    void pause(StreamName stream, String reason);

    void resume(StreamName stream);

    /**
     * Throws away, for every group, what was not delivered yet and what is delayed. What is pending or dead stays.
     *
     * @return how many items somebody would have been handed
     */
    long drain(StreamName stream);

    /** Stores what is buffered if the bus answers within the command time-out, stops the consumers, and lets go. */
    @Override
    void close();
}
