package io.conclave.app.web;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.book.Book;
import io.conclave.http.book.Scale;
import io.conclave.http.view.Instants;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;

/**
 * A quote for each instrument, made up from what traded, and marked so: a tape of trades has no book.
 *
 * <p>At each closing the last trade, moved half a spread down and up and out to the tick, is the best bid and offer; as
 * much waits there as an average trade of the last bar, at least a lot. Numbered by the step of the run.
 */
final class BookFeed {
    private final MarketTape tape;
    private final Bps halfSpread;
    private final Map<Symbol, Hub<Book>> hubs = new TreeMap<>();
    private final Map<Symbol, Book> latest = new ConcurrentHashMap<>();

    BookFeed(ActorSystem<?> system, MarketTape tape, Bps halfSpread) {
        if (halfSpread.value() < 0 || halfSpread.value() >= Bps.ONE) {
            throw new IllegalArgumentException(
                    "conclave.paper.derived-half-spread-bps must lie in 0..9999, not " + halfSpread.value());
        }
        this.tape = tape;
        this.halfSpread = halfSpread;
        tape.symbols().forEach(symbol -> hubs.put(symbol, new Hub<>(system, Book.class)));
    }

    /**
     * A closing is done.
     *
     * @param step counts from 1, ascending
     */
    void closed(long asOfNanos, int step) {
        hubs.forEach((symbol, hub) -> derive(symbol, asOfNanos, step).ifPresent(book -> {
            latest.put(symbol, book);
            hub.offer(book);
        }));
    }

    /** The quote as it stands, at once, and each newer one; empty for a symbol that is not on the tape. */
    Optional<Source<Book, NotUsed>> books(Symbol symbol) {
        return Optional.ofNullable(hubs.get(symbol))
                .map(hub -> hub.items()
                        // Directly behind the hub, so that it never waits for this client.
                        .conflate((older, newer) -> newer)
                        .merge(Source.lazySource(
                                        () -> Source.fromIterator(() -> Optional.ofNullable(latest.get(symbol)).stream()
                                                .iterator()))
                                .mapMaterializedValue(made -> NotUsed.getInstance()))
                        .statefulMapConcat(BookFeed::ascending));
    }

    private static org.apache.pekko.japi.function.Function<Book, Iterable<Book>> ascending() {
        var seen = new AtomicLong(Long.MIN_VALUE);
        return book -> book.seq() > seen.get() && seen.getAndSet(book.seq()) < book.seq() ? List.of(book) : List.of();
    }

    private Optional<Book> derive(Symbol symbol, long asOfNanos, int step) {
        var bars = tape.bars(symbol, asOfNanos, 1);
        if (bars.isEmpty()) {
            return Optional.empty();
        }
        var bar = bars.getLast();
        var path = tape.path(symbol, bar.openNanos() - 1, asOfNanos);
        var last = path.isEmpty() ? bar.close() : path.getLast().price();
        var terms = tape.instrument(symbol);
        var waiting = waiting(bar, path, terms);
        return Optional.of(new Book(
                symbol,
                step,
                Instants.ofNanos(asOfNanos),
                bid(last, terms).map(price -> new BookLevel(price, waiting)).stream()
                        .toList(),
                List.of(new BookLevel(ask(last, terms), waiting)),
                Scale.of(terms),
                true));
    }

    /** Absent where the price is so low that no tick lies below it. */
    private Optional<Price> bid(Price last, Instrument terms) {
        long below = last.e8() - E8.mulDiv(last.e8(), halfSpread.value(), Bps.ONE, RoundingMode.HALF_EVEN);
        long tick = terms.tick().e8();
        long price = Math.floorDiv(below, tick) * tick;
        return price > 0 ? Optional.of(new Price(price)) : Optional.empty();
    }

    private Price ask(Price last, Instrument terms) {
        long above = last.e8() + E8.mulDiv(last.e8(), halfSpread.value(), Bps.ONE, RoundingMode.HALF_EVEN);
        long tick = terms.tick().e8();
        return new Price(Math.ceilDiv(above, tick) * tick);
    }

    private static Quantity waiting(Bar bar, List<PricePoint> path, Instrument terms) {
        var average = new Quantity(bar.volume().e8() / Math.max(1, path.size())).roundedDownTo(terms.lot());
        return average.signum() > 0 ? average : terms.lot();
    }
}
