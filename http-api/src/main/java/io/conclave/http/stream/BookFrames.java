package io.conclave.http.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.conclave.domain.market.BookLevel;
import io.conclave.http.book.Book;
import io.conclave.http.book.BookDelta;
import java.time.Instant;
import java.util.List;

/** What the stream says about a book. Levels are {@code [price, quantity]}, both as strings. */
public final class BookFrames {
    private BookFrames() {}

    /**
     * The whole book to the depth asked for.
     *
     * @param derived present and true when no venue sent the book: it was derived from trades
     */
    public record Snapshot(
            String type,
            String channel,
            String symbol,
            long seq,
            Instant ts,
            List<List<String>> bids,
            List<List<String>> asks,
            long checksum,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean derived) {}

    /** What changed since {@code prev_seq}. */
    record Update(
            String type,
            String channel,
            String symbol,
            long seq,
            @JsonProperty("prev_seq") long prevSeq,
            Instant ts,
            List<List<String>> bids,
            List<List<String>> asks,
            long checksum,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean derived) {}

    public static Snapshot snapshot(Book book) {
        return new Snapshot(
                "snapshot",
                "book",
                book.symbol().name(),
                book.seq(),
                book.at(),
                levels(book.bids(), book),
                levels(book.asks(), book),
                book.checksum(),
                book.derived());
    }

    /** @param book the state the delta leads to */
    static Update update(BookDelta delta, Book book) {
        return new Update(
                "update",
                "book",
                book.symbol().name(),
                delta.seq(),
                delta.previousSeq(),
                delta.at(),
                levels(delta.bids(), book),
                levels(delta.asks(), book),
                book.checksum(),
                book.derived());
    }

    private static List<List<String>> levels(List<BookLevel> levels, Book book) {
        var scale = book.scale();
        return levels.stream()
                .map(level -> List.of(scale.write(level.price()), scale.write(level.quantity())))
                .toList();
    }
}
