package io.conclave.http.book;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An order book at a moment.
 *
 * @param seq ascending within a symbol; a newer state has a higher one
 * @param bids highest price first, each quantity positive
 * @param asks lowest price first, each quantity positive
 * @param scale how many decimals are written
 * @param derived true if no venue sent it: it was derived from trades
 */
public record Book(
        Symbol symbol, long seq, Instant at, List<BookLevel> bids, List<BookLevel> asks, Scale scale, boolean derived) {
    public Book {
        bids = List.copyOf(bids);
        asks = List.copyOf(asks);
    }

    /** The best {@code depth} levels of each side. */
    public Book top(int depth) {
        if (bids.size() <= depth && asks.size() <= depth) {
            return this;
        }
        return new Book(symbol, seq, at, first(bids, depth), first(asks, depth), scale, derived);
    }

    /**
     * What turns this state into a newer one, level by level: merging any number of changes between the two costs nothing
     * but the ones that cancelled out.
     */
    public BookDelta to(Book newer) {
        return new BookDelta(
                seq, newer.seq, newer.at, changes(bids, newer.bids, true), changes(asks, newer.asks, false));
    }

    /** CRC32 over the best ten asks and then bids, as they are written. */
    public long checksum() {
        return BookChecksum.of(this);
    }

    /** Walks both sides together, best price first; a level that is gone gets quantity zero. */
    private static List<BookLevel> changes(List<BookLevel> before, List<BookLevel> after, boolean highestFirst) {
        var changed = new ArrayList<BookLevel>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            int order = i == before.size()
                    ? 1
                    : j == after.size()
                            ? -1
                            : order(before.get(i).price(), after.get(j).price(), highestFirst);
            if (order < 0) {
                changed.add(new BookLevel(before.get(i++).price(), Quantity.ZERO));
            } else if (order > 0) {
                changed.add(after.get(j++));
            } else {
                if (!before.get(i++).equals(after.get(j))) {
                    changed.add(after.get(j));
                }
                j++;
            }
        }
        return changed;
    }

    private static int order(Price a, Price b, boolean highestFirst) {
        return highestFirst ? b.compareTo(a) : a.compareTo(b);
    }

    private static List<BookLevel> first(List<BookLevel> levels, int depth) {
        return levels.subList(0, Math.min(depth, levels.size()));
    }
}
