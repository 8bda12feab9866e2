package io.conclave.persistence.streams;

import java.time.Duration;
import java.util.List;

/** One consumer's place in a group, at its {@link Broker}. Calls block. */
interface Membership extends AutoCloseable {

    /**
     * What there is for this consumer.
     *
     * @param paused the stream is paused: hold what came, ask for no more
     */
    record Fetched(List<Delivery> deliveries, boolean paused) {}

    /** A delivery that failed, to be handed out again after the pause, or to be buried if that is its last. */
    record Failure(Delivery delivery, String reason, boolean last, Duration pause) {}

    /**
     * What this consumer holds already.
     *
     * @param reborn it was fetched in an earlier life, which has ended with a death; else by this one, and an answer may
     *     have been lost
     */
    List<Delivery> held(boolean reborn) throws AwayException;

    /** New items, at most so many of each lane; waits for the first of them. */
    Fetched fetch(int perLane, Duration wait) throws AwayException, InterruptedException;

    /**
     * A sign of life. Moves delayed items that are due to their lane.
     *
     * @param room how many items may come of each lane: due retries, and what the dead held
     * @param mayReclaim look for the dead too: only after having been in touch so long that the living were as well
     */
    Fetched beat(int room, boolean mayReclaim) throws AwayException;

    void acknowledge(List<Delivery> deliveries) throws AwayException;

    void fail(List<Failure> failures) throws AwayException;

    /** Gives back what it holds; others take it with their next beat. */
    void leave() throws AwayException;

    /** Lets go of connections, without leaving: what it holds is reclaimed when it is found dead. */
    @Override
    void close();
}
