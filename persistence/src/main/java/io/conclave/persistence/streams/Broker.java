package io.conclave.persistence.streams;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the streams are: what {@link MemoryBroker} and {@link RedisBroker} do each in their way, so that publishers and
 * consumers above them are the same. Every call blocks and is one round trip, or a few; safe for several threads.
 */
interface Broker extends AutoCloseable {

    /**
     * Stores items in their order, all of one lane.
     *
     * @return {@code Stored} or {@code Repeated} for each; shorter than {@code items} if there is no room for the rest
     */
    List<Publishing> publish(Lane lane, List<Item> items) throws AwayException;

    /** One consumer of a group. Makes the group at once if the broker answers, else when it does. */
    Membership join(StreamName stream, ConsumerSettings settings, String consumer);

    /** When it last answered if it does not now. */
    Optional<Instant> awaySince();

    /** One sentence on why it does not. */
    Optional<String> trouble();

    /** Counts how often it came back without what it had. */
    long losses();

    /** When it last answered before the latest loss was found. */
    Instant lastSeenBeforeLoss();

    /** Told by any thread, whenever {@link #losses} has grown; must not block. */
    void onLoss(Runnable listener);

    Metrics metrics(StreamName stream) throws AwayException;

    List<DeadLetter> dead(StreamName stream, int limit) throws AwayException;

    int requeue(StreamName stream, List<String> letters) throws AwayException;

    void pause(StreamName stream, String reason) throws AwayException;

    void resume(StreamName stream) throws AwayException;

    long drain(StreamName stream) throws AwayException;

    @Override
    void close();
}
