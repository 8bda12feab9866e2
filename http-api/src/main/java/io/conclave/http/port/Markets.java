package io.conclave.http.port;

import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.http.book.Book;
import io.conclave.http.view.BarView;
import io.conclave.http.view.TradeView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** What is traded, and what the market said. */
public interface Markets {
    /** By symbol. */
    CompletionStage<List<Instrument>> instruments();

    /** Oldest first; the newest when there are more than the span's limit. */
    CompletionStage<List<BarView>> bars(Symbol symbol, Span span);

    /**
     * The book as it stands, at once, and then each newer state, with {@code seq} ascending. States may be skipped, never
     * reordered. One source serves all who follow the book.
     *
     * @return empty for a symbol without a book
     */
    Optional<Source<Book, NotUsed>> books(Symbol symbol);

    /**
     * What trades from now on, as it is printed: one to 512 prints at a time, oldest first. One source serves all who follow.
     *
     * @return empty for a symbol that is not traded
     */
    Optional<Source<List<TradeView>, NotUsed>> trades(Symbol symbol);
}
