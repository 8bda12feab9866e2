package io.conclave.venues.marketdata;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One instrument's book by price level, as a venue tells it: each quantity is the whole of its level, and zero removes it.
 * For one thread.
 */
public final class L2Book implements BookView {
    /** E8 price to E8 quantity, best first; never a zero. */
    private final NavigableMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());

    private final NavigableMap<Long, Long> asks = new TreeMap<>();

    /**
     * Says what waits at a price from now on.
     *
     * @param side {@code BUY} for a bid, {@code SELL} for an ask
     * @param priceE8 1e-8 of the quote currency, &gt; 0
     * @param quantityE8 1e-8 of the base, &gt;= 0; zero removes the level, also one that is not there
     */
    public void set(Side side, long priceE8, long quantityE8) {
        if (priceE8 <= 0 || quantityE8 < 0) {
            throw new IllegalArgumentException("No level of a book: " + quantityE8 + "e-8 at " + priceE8 + "e-8");
        }
        var levels = levels(side);
        if (quantityE8 == 0) {
            levels.remove(priceE8);
        } else {
            levels.put(priceE8, quantityE8);
        }
    }

    public void clear() {
        bids.clear();
        asks.clear();
    }

    /** Forgets what lies behind the best {@code levels} of each side. */
    public void truncate(int levels) {
        while (bids.size() > levels) {
            bids.pollLastEntry();
        }
        while (asks.size() > levels) {
            asks.pollLastEntry();
        }
    }

    @Override
    public Optional<BookLevel> bestBid() {
        return Optional.ofNullable(bids.firstEntry()).map(L2Book::level);
    }

    @Override
    public Optional<BookLevel> bestAsk() {
        return Optional.ofNullable(asks.firstEntry()).map(L2Book::level);
    }

    @Override
    public Depth depth(int levels) {
        return new Depth(best(bids, levels), best(asks, levels));
    }

    @Override
    public boolean crossed() {
        return !bids.isEmpty() && !asks.isEmpty() && bids.firstKey() >= asks.firstKey();
    }

    private NavigableMap<Long, Long> levels(Side side) {
        return switch (side) {
            case BUY -> bids;
            case SELL -> asks;
        };
    }

    private static List<BookLevel> best(NavigableMap<Long, Long> side, int levels) {
        return side.entrySet().stream().limit(levels).map(L2Book::level).toList();
    }

    private static BookLevel level(Map.Entry<Long, Long> entry) {
        return new BookLevel(new Price(entry.getKey()), new Quantity(entry.getValue()));
    }
}
