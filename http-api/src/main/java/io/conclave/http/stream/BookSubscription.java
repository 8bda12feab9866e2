package io.conclave.http.stream;

import io.conclave.http.book.Book;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client's view of one book: what it was sent last, and the newest state since.
 *
 * <p>Conflates by level: however many states pass while the client is busy, the next frame is the difference between the
 * last one sent and the newest, so no level is ever left stale.
 */
final class BookSubscription {
    private final int depth;
    private @Nullable Book sent;
    private @Nullable Book newest;

    BookSubscription(int depth) {
        this.depth = depth;
    }

    /** A state as the engine has it. An older one than the last is ignored. */
    void offer(Book book) {
        var known = newest != null ? newest : sent;
        if (known == null || book.seq() > known.seq()) {
            newest = book.top(depth);
        }
    }

    boolean isBehind() {
        return newest != null;
    }

    /** The frame that brings the client up to date; empty if it is, or if nothing it sees has changed. */
    Optional<Object> next() {
        var ahead = newest;
        if (ahead == null) {
            return Optional.empty();
        }
        newest = null;
        var before = sent;
        if (before == null) {
            sent = ahead;
            return Optional.of(BookFrames.snapshot(ahead));
        }
        var delta = before.to(ahead);
        if (delta.isEmpty()) {
            return Optional.empty();
        }
        sent = ahead;
        return Optional.of(BookFrames.update(delta, ahead));
    }

    /** The state the client has; 0 before the first. */
    long seq() {
        return sent == null ? 0 : sent.seq();
    }
}
