package io.conclave.benchmarks.stream;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.book.Book;
import io.conclave.http.book.Scale;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A book of 25 levels a side of which one to three change at each step. Its {@code seq} is the moment of the step by the
 * machine's monotonic clock, so that a client in another process knows how old it is.
 */
final class MovingBook {
    private static final int LEVELS = 25;
    private static final long CENT = 1_000_000L;

    private final Symbol symbol;
    private final SplittableRandom dice = new SplittableRandom(7);
    private final List<BookLevel> bids = new ArrayList<>();
    private final List<BookLevel> asks = new ArrayList<>();

    MovingBook(Symbol symbol) {
        this.symbol = symbol;
        for (int i = 0; i < LEVELS; i++) {
            bids.add(level(112_150 - i));
            asks.add(level(112_151 + i));
        }
    }

    /** The next state. */
    Book step() {
        for (int changes = 1 + dice.nextInt(3); changes > 0; changes--) {
            var side = dice.nextBoolean() ? bids : asks;
            // Mostly near the best price, as in life.
            int at = Math.min(dice.nextInt(LEVELS), dice.nextInt(LEVELS));
            side.set(at, new BookLevel(side.get(at).price(), quantity()));
        }
        return new Book(symbol, System.nanoTime(), Instant.now(), bids, asks, new Scale(2, 8), false);
    }

    private BookLevel level(long cents) {
        return new BookLevel(new Price(cents * CENT), quantity());
    }

    private Quantity quantity() {
        return new Quantity(1 + dice.nextLong(1_000_000_000L));
    }
}
