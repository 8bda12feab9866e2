package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.order.SelfTrade;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.orchestrator.execution.book.NewOrder;
import io.conclave.orchestrator.execution.book.OrderBook;
import io.conclave.orchestrator.execution.book.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the recorded market displays, as orders of its own in the book, where ours queue among them. Prices are ticks,
 * quantities lots.
 *
 * <p>A level that grows does so behind everybody. One that shrinks does so from behind: whoever left, left from the end of
 * the queue, so that nobody's turn comes nearer but by trades, or because less is left than was ahead of him. What we took
 * from a level is back when the record speaks of that level again.
 */
final class MarketDepth {
    /** The market in the book; no account has this number. Its own orders do not trade with each other: the older go. */
    private static final long OWNER = Long.MAX_VALUE;
    /** A level of more pieces than this, with nobody of ours among them, becomes one. */
    private static final int MANY = 8;

    private final OrderBook book;
    private final NewOrder order = new NewOrder();
    /** Best first. */
    private final TreeMap<Long, Level> bids = new TreeMap<>(Comparator.reverseOrder());

    private final TreeMap<Long, Level> asks = new TreeMap<>();
    /** Levels that a print has contradicted, until the record speaks again. */
    private final List<Level> doubted = new ArrayList<>();

    private long lastId;
    private boolean known;
    private boolean withdrawn;

    /** A price, what the record displays there, and the orders that stand for it, first in the queue first. */
    private static final class Level {
        final Side side;
        final long price;
        final List<Long> pieces = new ArrayList<>();
        long recorded;

        Level(Side side, long price) {
            this.side = side;
            this.price = price;
        }
    }

    /** A level as the record tells it. */
    record Told(Side side, long price, long lots) {}

    MarketDepth(OrderBook book) {
        this.book = book;
    }

    /** Whether the record has ever displayed anything. */
    boolean isKnown() {
        return known;
    }

    /** Orders of the market are known by negative numbers. */
    static boolean isMarkets(long id) {
        return id < 0;
    }

    /** @param whole what is not told is not there */
    void show(boolean whole, List<Told> told) {
        known = true;
        if (whole) {
            everything().forEach(level -> level.recorded = 0);
        }
        var changed = new LinkedHashSet<>(whole ? everything() : doubted);
        doubted.clear();
        for (var next : told) {
            var level = side(next.side()).computeIfAbsent(next.price(), price -> new Level(next.side(), price));
            level.recorded = next.lots();
            changed.remove(level);
            changed.add(level);
        }
        if (!withdrawn) {
            // First what goes, so that what comes does not meet what has gone.
            changed.forEach(this::shrink);
            changed.forEach(this::grow);
        }
        bids.values().removeIf(level -> level.recorded == 0);
        asks.values().removeIf(level -> level.recorded == 0);
    }

    /** Takes everything out of the book; what is shown meanwhile is only noted. */
    void withdraw() {
        withdrawn = true;
        everything().forEach(this::clear);
    }

    void putBack() {
        withdrawn = false;
        doubted.clear();
        everything().forEach(this::grow);
    }

    /** The market trades at a price: what it displays at better ones cannot be there any more. */
    void doubtBetterThan(Side side, long price) {
        side(side).headMap(price).values().forEach(level -> {
            clear(level);
            if (!doubted.contains(level)) {
                doubted.add(level);
            }
        });
    }

    /** Somebody of the market comes and takes what waits down to a price, ours too; nothing of him stays. */
    void take(Side taker, long price, long lots) {
        place(order.limit(--lastId, taker, price, lots).timeInForce(TimeInForce.IOC));
    }

    // ---- a level

    private void shrink(Level level) {
        long excess = displayed(level) - level.recorded;
        for (int last = level.pieces.size() - 1; excess > 0; last--) {
            long id = level.pieces.get(last);
            long open = book.open(id);
            if (open > excess) {
                book.replace(id, level.price, open - excess);
            } else {
                book.cancel(id);
                level.pieces.remove(last);
            }
            excess -= open;
        }
    }

    private void grow(Level level) {
        long displayed = displayed(level);
        if (level.recorded <= displayed) {
            return;
        }
        if (level.pieces.size() >= MANY && book.visibleAt(level.side, level.price) == displayed) {
            clear(level);
            displayed = 0;
        }
        long id = --lastId;
        place(order.limit(id, level.side, level.price, level.recorded - displayed)
                .owner(OWNER, SelfTrade.CANCEL_RESTING));
        if (book.open(id) > 0) {
            level.pieces.add(id);
        }
    }

    private void clear(Level level) {
        level.pieces.forEach(book::cancel);
        level.pieces.clear();
    }

    /** What stands in the book for it; forgets pieces that have traded. */
    private long displayed(Level level) {
        level.pieces.removeIf(id -> book.open(id) == 0);
        return level.pieces.stream().mapToLong(book::open).sum();
    }

    private void place(NewOrder placed) {
        var outcome = book.place(placed);
        if (outcome != Outcome.ACCEPTED) {
            throw new IllegalStateException("The book does not take what the market displays: " + outcome);
        }
    }

    private List<Level> everything() {
        var all = new ArrayList<>(bids.values());
        all.addAll(asks.values());
        return all;
    }

    private NavigableMap<Long, Level> side(Side side) {
        return side == Side.BUY ? bids : asks;
    }
}
