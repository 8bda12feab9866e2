package io.conclave.http.stream;

import io.conclave.http.book.Book;
import io.conclave.http.websocket.Frame;
import io.conclave.http.websocket.Line;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's place in one book: the state it was sent last.
 *
 * <p>Conflates by level: however many states pass while the client is busy, the next frame is the difference between the
 * last one sent and the newest, so no level is ever left stale, and nothing waits here but a reference to one state.
 */
final class BookSubscription implements Following {
    private final BookView view;
    private final int depth;
    private final Line line;
    private final Consumer<BookSubscription> leaving;
    private @Nullable Book sent;
    private volatile Optional<String> end = Optional.empty();

    BookSubscription(BookView view, int depth, Line line, Consumer<BookSubscription> leaving) {
        this.view = view;
        this.depth = depth;
        this.line = line;
        this.leaving = leaving;
    }

    @Override
    public @Nullable Frame next() {
        var newest = view.newest();
        var had = sent;
        if (newest == null || !isNews(newest)) {
            return null;
        }
        sent = newest.book();
        return newest.since(had);
    }

    @Override
    public boolean hasNews() {
        var newest = view.newest();
        return newest != null && isNews(newest);
    }

    private boolean isNews(BookStep newest) {
        var had = sent;
        return had == null || newest.book().seq() != had.seq();
    }

    /** The state the client has; 0 before the first. */
    long seq() {
        var had = sent;
        return had == null ? 0 : had.seq();
    }

    @Override
    public Optional<String> end() {
        return end;
    }

    @Override
    public void leave() {
        leaving.accept(this);
    }

    BookView view() {
        return view;
    }

    int depth() {
        return depth;
    }

    // ---- from the channel's thread

    void wake() {
        line.wake();
    }

    void lost(String reason) {
        end = Optional.of(reason);
        line.wake();
    }
}
