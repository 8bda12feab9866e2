package io.conclave.http.stream;

import io.conclave.http.book.Book;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A book cut to one depth, for all who follow it at that depth. Told states by its channel, one at a time. */
final class BookView {
    private final int depth;
    private final Function<Object, String> write;
    private final List<BookSubscription> readers = new CopyOnWriteArrayList<>();
    private volatile @Nullable BookStep newest;

    BookView(int depth, Function<Object, String> write) {
        this.depth = depth;
        this.write = write;
    }

    /** A newer state. One that looks the same at this depth is nobody's news. */
    void offer(Book book) {
        var seen = newest;
        var cut = book.top(depth);
        if (seen == null || !seen.book().to(cut).isEmpty()) {
            newest = new BookStep(cut, write);
            readers.forEach(BookSubscription::wake);
        }
    }

    @Nullable
    BookStep newest() {
        return newest;
    }

    void join(BookSubscription reader) {
        readers.add(reader);
    }

    void leave(BookSubscription reader) {
        readers.remove(reader);
    }

    boolean isDeserted() {
        return readers.isEmpty();
    }

    /** What the reader has is no longer told of. */
    void lost(String reason) {
        readers.forEach(reader -> reader.lost(reason));
    }
}
