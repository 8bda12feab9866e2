package io.conclave.orchestrator.execution.book;

import io.conclave.domain.order.Side;
import java.util.Arrays;

/**
 * The orders that wait on one side, by price, and by time at each price.
 *
 * <p>A <i>rank</i> says how good a price is: the price for bids, its negative for asks, so the best is always the highest.
 * The ranks below the best lie on a ladder, one row each, that is walked by its bits and used as a ring: it may slide
 * without moving a row. What is worse than the ladder reaches is kept sorted. So the best is always on the ladder, and
 * everything off it is worse than anything on it.
 */
final class BookSide {
    /** The rank of nothing, worse than every other. */
    static final long NONE = Long.MIN_VALUE;

    private static final int VISIBLE = 0;
    private static final int RESERVE = 1;
    /** The first and the last order, as two ints. */
    private static final int ENDS = 2;

    private static final int ROW = 4;
    /** The ends of a level where nobody waits. */
    private static final long VACANT = Orders.pair(Orders.NOBODY, Orders.NOBODY);

    private final Side side;
    private final long sign;
    private final Orders orders;
    private final int size;
    private final long mask;
    private final SlotSet occupied;
    private final SortedSlots far;

    /** The ladder's rows, then those of far levels. */
    private long[] levels;

    /** Rows of far levels that are given out again. */
    private int[] freeFar;

    private int freed;
    private int farRows;

    /** The worst rank of the ladder. */
    private long base;

    private long best = NONE;

    /** @param expected there is room for so many far levels at first */
    BookSide(Side side, Orders orders, int ladderTicks, int expected) {
        this.side = side;
        this.sign = side == Side.BUY ? 1 : -1;
        this.orders = orders;
        this.size = ladderTicks;
        this.mask = ladderTicks - 1L;
        this.occupied = new SlotSet(ladderTicks);
        this.far = new SortedSlots(expected);
        this.freeFar = new int[expected];
        this.levels = new long[(ladderTicks + expected) * ROW];
        for (int row = 0; row < ladderTicks; row++) {
            clear(row);
        }
    }

    Side side() {
        return side;
    }

    /** How good a price is on this side; a price here trades with whatever comes at its rank or below. */
    long rank(long price) {
        return sign * price;
    }

    long price(long rank) {
        return sign * rank;
    }

    /** {@link #NONE} if nobody waits. */
    long best() {
        return best;
    }

    /** The order that trades next. Somebody must wait. */
    int first() {
        return (int) (levels[(int) (best & mask) * ROW + ENDS] >>> 32);
    }

    // ---- orders come and go

    /**
     * The order waits behind all others of its price.
     *
     * @return what can be seen there now
     */
    long append(int order) {
        long rank = rank(orders.price(order));
        int row = rowFor(rank) * ROW;
        int last = (int) levels[row + ENDS];
        if (last == Orders.NOBODY) {
            levels[row + ENDS] = Orders.pair(order, order);
        } else {
            orders.behind(last, order);
            levels[row + ENDS] = Orders.pair((int) (levels[row + ENDS] >>> 32), order);
        }
        orders.neighbours(order, last, Orders.NOBODY);
        levels[row + RESERVE] += orders.reserve(order);
        return levels[row + VISIBLE] += orders.visible(order);
    }

    /** @return what can be seen at its price now */
    long remove(int order) {
        long rank = rank(orders.price(order));
        int level = find(rank);
        int row = level * ROW;
        long visible = levels[row + VISIBLE] -= orders.visible(order);
        levels[row + RESERVE] -= orders.reserve(order);
        int before = orders.before(order);
        int behind = orders.behind(order);
        if (before != Orders.NOBODY && behind != Orders.NOBODY) {
            orders.behind(before, behind);
            orders.before(behind, before);
        } else if (before != Orders.NOBODY) {
            orders.behind(before, Orders.NOBODY);
            levels[row + ENDS] = Orders.pair((int) (levels[row + ENDS] >>> 32), before);
        } else if (behind != Orders.NOBODY) {
            orders.before(behind, Orders.NOBODY);
            levels[row + ENDS] = Orders.pair(behind, (int) levels[row + ENDS]);
        } else {
            vacate(rank, level);
        }
        return visible;
    }

    /**
     * The order becomes so much smaller and keeps its place; what waits in reserve goes first.
     *
     * @return what can be seen at its price now
     */
    long reduceTo(int order, long open) {
        int row = find(rank(orders.price(order))) * ROW;
        levels[row + VISIBLE] -= orders.visible(order);
        levels[row + RESERVE] -= orders.reserve(order);
        long visible = Math.min(open, orders.visible(order));
        orders.visible(order, visible);
        orders.reserve(order, open - visible);
        levels[row + RESERVE] += open - visible;
        return levels[row + VISIBLE] += visible;
    }

    /**
     * The first order at the best price trades so much of what can be seen of it. Comes to nothing: it goes; has a
     * reserve: it shows some more, behind all others.
     *
     * @return what is left of it, reserve included; 0 if it has gone, but for its row
     */
    long trade(int first, long lots) {
        int row = (int) (best & mask) * ROW;
        long visible = orders.visible(first) - lots;
        if (visible > 0) {
            levels[row + VISIBLE] -= lots;
            orders.visible(first, visible);
            return visible + orders.reserve(first);
        }
        long reserve = orders.reserve(first);
        remove(first);
        if (reserve > 0) {
            orders.open(first, reserve);
            orders.enter(first);
            append(first);
        }
        return reserve;
    }

    // ---- levels

    /** What can be seen at a rank; 0 if nobody waits there. */
    long visibleAt(long rank) {
        int level = find(rank);
        return level < 0 ? 0 : levels[level * ROW + VISIBLE];
    }

    /** Everything that waits at a rank. Somebody must wait there. */
    long openAt(long rank) {
        int row = find(rank) * ROW;
        return levels[row + VISIBLE] + levels[row + RESERVE];
    }

    /** The order that waits longest at a rank. Somebody must wait there. */
    int firstAt(long rank) {
        return (int) (levels[find(rank) * ROW + ENDS] >>> 32);
    }

    /** The best rank that is worse than this one and at which somebody waits; {@link #NONE} if there is none. */
    long worse(long rank) {
        if (rank >= base) {
            int slot = below(rank);
            if (slot >= 0) {
                return rankOf(slot);
            }
        }
        int index = far.lastBelow(rank);
        return index < 0 ? NONE : far.key(index);
    }

    /** The next occupied slot of the ladder for a lower rank: lower slots first, then, around the ring, the highest. */
    private int below(long rank) {
        int from = (int) (rank & mask);
        int start = (int) (base & mask);
        int slot = occupied.below(from);
        if (from >= start) {
            // The ring's seam lies behind us: what is lower than the start belongs to higher ranks.
            return slot >= start ? slot : -1;
        }
        if (slot >= 0) {
            return slot;
        }
        int highest = occupied.highest();
        return highest >= start ? highest : -1;
    }

    private long rankOf(int slot) {
        return base + ((slot - base) & mask);
    }

    /** The row of a rank's level; negative if nobody waits there. */
    private int find(long rank) {
        if (rank > best) {
            return -1;
        }
        if (rank >= base) {
            int slot = (int) (rank & mask);
            return levels[slot * ROW + ENDS] == VACANT ? -1 : slot;
        }
        int index = far.find(rank, 0);
        return index < 0 ? -1 : far.value(index);
    }

    /** The row of a rank's level, where somebody is about to wait. */
    private int rowFor(long rank) {
        if (best == NONE) {
            base = rank - aboveBase();
        } else if (rank >= base + size) {
            slideUp(rank - aboveBase());
        } else if (rank < base) {
            if (best < base + (size >> 2)) {
                slideDown();
            }
            if (rank < base) {
                return farRow(rank);
            }
        }
        int slot = (int) (rank & mask);
        if (levels[slot * ROW + ENDS] == VACANT) {
            occupied.add(slot);
        }
        best = Math.max(best, rank);
        return slot;
    }

    private void vacate(long rank, int level) {
        if (rank < base) {
            freeFarRow(far.removeAt(far.find(rank, 0)));
            return;
        }
        levels[level * ROW + ENDS] = VACANT;
        occupied.remove(level);
        if (rank == best) {
            int slot = below(rank);
            if (slot >= 0) {
                best = rankOf(slot);
            } else if (far.isEmpty()) {
                best = NONE;
            } else {
                best = far.key(far.size() - 1);
                slideDown();
            }
        }
    }

    // ---- the ladder slides

    /** How far above the ladder's base the best rank is put: room to become better, more to become worse. */
    private long aboveBase() {
        return size - (long) (size >> 2);
    }

    /** What the ladder no longer reaches goes to the far levels. */
    private void slideUp(long newBase) {
        for (long rank = best < newBase ? best : worse(newBase); rank >= base; rank = worse(rank)) {
            int slot = (int) (rank & mask);
            int row = takeFarRow();
            System.arraycopy(levels, slot * ROW, levels, row * ROW, ROW);
            clear(slot);
            occupied.remove(slot);
            far.insert(rank, 0, row);
        }
        base = newBase;
    }

    /** What the ladder reaches now comes from the far levels. */
    private void slideDown() {
        base = best - aboveBase();
        while (!far.isEmpty() && far.key(far.size() - 1) >= base) {
            int slot = (int) (far.key(far.size() - 1) & mask);
            int row = far.removeAt(far.size() - 1);
            System.arraycopy(levels, row * ROW, levels, slot * ROW, ROW);
            occupied.add(slot);
            freeFarRow(row);
        }
    }

    private int farRow(long rank) {
        int index = far.find(rank, 0);
        if (index >= 0) {
            return far.value(index);
        }
        int row = takeFarRow();
        far.insert(rank, 0, row);
        return row;
    }

    private int takeFarRow() {
        if (freed > 0) {
            return freeFar[--freed];
        }
        int row = size + farRows++;
        if (row * ROW == levels.length) {
            levels = Arrays.copyOf(levels, (size + 2 * farRows) * ROW);
            freeFar = Arrays.copyOf(freeFar, 2 * farRows);
        }
        clear(row);
        return row;
    }

    private void freeFarRow(int row) {
        clear(row);
        freeFar[freed++] = row;
    }

    private void clear(int row) {
        levels[row * ROW + VISIBLE] = 0;
        levels[row * ROW + RESERVE] = 0;
        levels[row * ROW + ENDS] = VACANT;
    }
}
