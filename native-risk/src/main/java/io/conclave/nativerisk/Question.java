package io.conclave.nativerisk;

import io.conclave.nativerisk.Frames.Heard;
import io.conclave.nativerisk.Frames.Said;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind of request: how it is put to the child, and what of what the child says answers it. A new request is a new
 * one of these, a frame in {@link Frames} and a method of {@link Worker}.
 *
 * @param <A> what whoever asks gets; a failure is one, too
 */
interface Question<A> {
    /** How much of the worker's shared slice it needs, for what it hands over and for what comes back; 0: none. */
    long roomBytes();

    /**
     * Writes what it hands over into the room and says the request. The room is its own until it is answered.
     *
     * @param room null if it asked for none
     */
    Said put(long requestId, @Nullable SharedSlice room);

    /** Empty when it is no answer to this question, or one that cannot be true: the child is not to be trusted then. */
    Optional<A> answerIn(Heard heard, @Nullable SharedSlice room);

    A failed(WorkerFailure why, String detail);

    /** Whether it is the worker's own, so that it may wait behind a request and a request behind it. */
    default boolean isHousekeeping() {
        return false;
    }

    default Progress progress() {
        return Progress.IGNORED;
    }
}
