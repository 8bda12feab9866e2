package io.conclave.http.stream;

import io.conclave.http.book.Book;
import io.conclave.http.websocket.Frame;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A state of a book at one depth, with the frames that lead to it: from nothing, and from each earlier state that somebody
 * still has. Each is encoded by whoever asks first, once for all who stand at the same place.
 *
 * <p>On a machine that cannot keep up, everybody is somewhere else, and a difference for each would take the time that is
 * missing. So only a few places get one; the others begin again with the snapshot, which they share.
 */
final class BookStep {
    private static final int MOST_PLACES = 8;
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
     * passed in between, or the snapshot.
     */
    Frame since(@Nullable Book had) {
        if (had == null) {
            return frameTo(NOTHING, () -> BookFrames.snapshot(book));
        }
        boolean known = frames.containsKey(had.seq());
        return known || frames.size() < MOST_PLACES
                ? frameTo(had.seq(), () -> BookFrames.update(had.to(book), book))
                : since(null);
    }

    private Frame frameTo(long place, Supplier<Object> said) {
        var known = frames.get(place); // almost always, and without a lock
        return known != null ? known : frames.computeIfAbsent(place, _ -> Frame.text(write.apply(said.get())));
    }
}
