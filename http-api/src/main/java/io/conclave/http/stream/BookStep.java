package io.conclave.http.stream;

import io.conclave.http.book.Book;
import io.conclave.http.websocket.Frame;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A state of a book at one depth, with the frames that lead to it: from nothing, and from each earlier state that somebody
 * still has. Each is encoded by whoever asks first, once for all who stand at the same place.
 */
final class BookStep {
    private static final long NOTHING = Long.MIN_VALUE;

    private final Book book;
    private final Function<Object, String> write;
    private final ConcurrentHashMap<Long, Frame> frames = new ConcurrentHashMap<>(4);

    BookStep(Book book, Function<Object, String> write) {
        this.book = book;
        this.write = write;
    }

    Book book() {
        return book;
    }

    /**
     * The snapshot for a client that has nothing yet; for another, the difference to what it has, however many states
     * passed in between.
     */
    Frame since(@Nullable Book had) {
        long place = had == null ? NOTHING : had.seq();
        var known = frames.get(place); // almost always, and without a lock
        if (known != null) {
            return known;
        }
        return frames.computeIfAbsent(place, _ -> {
            var frame = had == null ? BookFrames.snapshot(book) : BookFrames.update(had.to(book), book);
            return Frame.text(write.apply(frame));
        });
    }
}
