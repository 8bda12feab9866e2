package io.conclave.http.stream;

import io.conclave.http.book.Book;
import io.conclave.http.websocket.Line;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** One symbol's book for all who follow it: listens to the engine once, while anybody does, and cuts once a depth. */
final class BookChannel {
    private final Function<Object, String> write;
    private final Map<Integer, BookView> views = new HashMap<>();
    private final Feed<Book> feed;
    private @Nullable Book newest;

    BookChannel(Supplier<Source<Book, NotUsed>> books, Function<Object, String> write, Materializer materializer) {
        this.write = write;
        this.feed = new Feed<>(this, books, materializer, this::offer, this::ended);
    }

    synchronized BookSubscription follow(int depth, Line line) {
        var view = views.computeIfAbsent(depth, this::view);
        var reader = new BookSubscription(view, depth, line, this::leave);
        view.join(reader);
        feed.start();
        return reader;
    }

    private synchronized void leave(BookSubscription reader) {
        var view = reader.view();
        view.leave(reader);
        if (view.isDeserted() && views.remove(reader.depth(), view) && views.isEmpty()) {
            feed.stop();
            newest = null;
        }
    }

    private BookView view(int depth) {
        var view = new BookView(depth, write);
        var now = newest;
        if (now != null) {
            view.offer(now);
        }
        return view;
    }

    private void offer(Book book) {
        var known = newest;
        if (known == null || book.seq() > known.seq()) {
            newest = book;
            views.values().forEach(view -> view.offer(book));
        }
    }

    private void ended(String reason) {
        var abandoned = Map.copyOf(views);
        views.clear();
        newest = null;
        abandoned.values().forEach(view -> view.lost(reason));
    }
}
