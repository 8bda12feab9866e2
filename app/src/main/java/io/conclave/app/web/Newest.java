package io.conclave.app.web;

import io.conclave.http.port.Span;
import io.conclave.persistence.readmodel.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Reads the newest entries of a span from a history that comes in pages, and no more pages than that takes. */
final class Newest {
    private static final int FIRST_PAGE = 64;
    private static final int LARGEST_PAGE = 10_000;

    private Newest() {}

    /**
     * @param history newest first; a page never ends inside a moment
     * @param time of an entry, by which the history is ordered
     * @param moments how many different times are wanted at most
     * @return newest first, whole moments
     */
    static <T> List<T> of(Span span, int moments, Function<Page, List<T>> history, ToLongFunction<T> time) {
        var found = new ArrayList<T>();
        long before = span.toNanos();
        int seen = 0;
        long last = Long.MAX_VALUE;
        for (int size = FIRST_PAGE; ; size = Math.min(LARGEST_PAGE, size * 4)) {
            var page = history.apply(Page.before(before, size));
            for (T entry : page) {
                long at = time.applyAsLong(entry);
                if (at != last) {
                    seen++;
                    last = at;
                }
                if (seen > moments || at < span.fromNanos()) {
                    return found;
                }
                found.add(entry);
            }
            if (page.size() < size) {
                return found;
            }
            before = last;
        }
    }
}
