package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.conclave.domain.market.Symbol;
import io.conclave.http.book.Book;
import io.conclave.http.port.Markets;
import io.conclave.http.problem.Problem;
import io.conclave.http.problem.ProblemException;
import io.conclave.http.stream.BookFrames;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The market over HTTP.
 * <pre>
 * GET /v1/instruments                        200 {instruments}
 * GET /v1/bars?symbol=&amp;from=&amp;to=&amp;limit=     200 {symbol, bars}, oldest first, stamped with their close
 * GET /v1/book/{symbol}?depth=               200 a snapshot as the stream sends it | 404 not_found | 503 no_book
 * </pre>
 */
final class MarketRoutes extends Routing {
    private final Markets markets;
    private final Materializer materializer;

    MarketRoutes(Markets markets, Replies replies, Materializer materializer) {
        super(replies);
        this.markets = markets;
        this.materializer = materializer;
    }

    Route routes() {
        return concat(
                path("instruments", () -> read(Set.of(), _ -> instruments())),
                path("bars", () -> read(Set.of("symbol", "from", "to", "limit"), this::bars)),
                path(segment("book").slash(segment()), symbol -> read(Set.of("depth"), query -> book(symbol, query))));
    }

    private CompletionStage<HttpResponse> instruments() {
        return markets.instruments().thenApply(all -> Replies.ok(Map.of("instruments", all)));
    }

    private CompletionStage<HttpResponse> bars(Query query) {
        var symbol = query.requiredSymbol();
        return markets.bars(symbol, query.span(5_000, 20_000))
                .thenApply(bars -> Replies.ok(Map.of("symbol", symbol, "bars", bars)));
    }

    private CompletionStage<HttpResponse> book(String name, Query query) {
        int depth = query.whole("depth", 25, 1, 1_000);
        Symbol symbol;
        try {
            symbol = new Symbol(name);
        } catch (IllegalArgumentException e) {
            throw Query.invalid("symbol", String.valueOf(e.getMessage()));
        }
        return markets.books(symbol)
                .map(books -> current(books).thenApply(book -> Replies.ok(BookFrames.snapshot(book.top(depth)))))
                .orElseGet(() -> CompletableFuture.completedFuture(
                        Replies.problem(Problem.notFound("There is no book for " + symbol + "."))));
    }

    private CompletionStage<Book> current(Source<Book, NotUsed> books) {
        return books.runWith(Sink.head(), materializer).exceptionally(fault -> {
            var cause = fault instanceof CompletionException wrapped ? wrapped.getCause() : fault;
            if (cause instanceof NoSuchElementException) {
                throw new ProblemException(Problem.unavailable("no_book", "No book has been seen yet: try again."));
            }
            throw new CompletionException(cause);
        });
    }
}
