package io.conclave.nativerisk.library;

import java.util.function.Function;

/** What came of a question to the library. */
public sealed interface LibraryAnswer<T> {
    record Done<T>(T value) implements LibraryAnswer<T> {}

    /** Nothing was computed, and no array of the caller's was written to. Asked again, it is refused again. */
    record Refused<T>(Refusal why) implements LibraryAnswer<T> {}

    /** The value, or what {@code otherwise} makes of the refusal: an exception to throw, usually. */
    default <X extends Throwable> T orThrow(Function<Refusal, X> otherwise) throws X {
        return switch (this) {
            case Done<T>(T value) -> value;
            case Refused<T>(Refusal why) -> throw otherwise.apply(why);
        };
    }
}
