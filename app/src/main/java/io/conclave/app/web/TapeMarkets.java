package io.conclave.app.web;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.http.book.Book;
import io.conclave.http.port.Markets;
import io.conclave.http.port.Span;
import io.conclave.http.view.BarView;
import io.conclave.http.view.TradeView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** The market off the tape, never further than the run has come. */
final class TapeMarkets implements Markets {
    private final MarketTape tape;
    private final Progress progress;
    private final BookFeed books;
    private final TradeFeed trades;

    TapeMarkets(MarketTape tape, Progress progress, BookFeed books, TradeFeed trades) {
        this.tape = tape;
        this.progress = progress;
        this.books = books;
        this.trades = trades;
    }

    @Override
    public CompletionStage<List<Instrument>> instruments() {
        return CompletableFuture.completedFuture(
                tape.symbols().stream().map(tape::instrument).toList());
    }

    @Override
    public CompletionStage<List<BarView>> bars(Symbol symbol, Span span) {
        if (!tape.symbols().contains(symbol) || progress.steps() == 0) {
            return CompletableFuture.completedFuture(List.of());
        }
        long upTo = Math.min(progress.asOfNanos(), span.toNanos() - 1);
        return CompletableFuture.completedFuture(tape.bars(symbol, upTo, span.limit()).stream()
                .filter(bar -> bar.closeNanos() >= span.fromNanos())
                .map(BarView::of)
                .toList());
    }

    @Override
    public Optional<Source<Book, NotUsed>> books(Symbol symbol) {
        return books.books(symbol);
    }

    @Override
    public Optional<Source<List<TradeView>, NotUsed>> trades(Symbol symbol) {
        return trades.trades(symbol);
    }
}
