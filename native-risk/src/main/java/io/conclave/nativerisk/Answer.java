package io.conclave.nativerisk;

import java.util.function.Function;

/** What came of a request to a worker. */
public sealed interface Answer<T> {
    record Done<T>(T value) implements Answer<T> {}

    /**
     * @param detail one sentence for people
     */
    record Failed<T>(WorkerFailure why, String detail) implements Answer<T> {}

    /** The value, or what {@code otherwise} makes of the failure: an exception to throw, usually. */
    default <X extends Throwable> T orThrow(Function<Failed<T>, X> otherwise) throws X {
        return switch (this) {
            case Done<T>(T value) -> value;
            case Failed<T> failed -> throw otherwise.apply(failed);
        };
    }
}
