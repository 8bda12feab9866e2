package io.conclave.orchestrator.execution.book;

import io.conclave.domain.order.SelfTrade;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import java.util.Arrays;

/**
 * Every order that waits, in rows of one array: what matching touches lies together. An order is known by the number of
 * its row, which is given out again once the order is done.
 */
final class Orders {
    /** No order. */
    static final int NOBODY = -1;

    private static final int ID = 0;
    private static final int PRICE = 1;
    private static final int VISIBLE = 2;
    private static final int RESERVE = 3;
    /** The order before it at its price, and the one behind it, as two ints. */
    private static final int NEIGHBOURS = 4;

    private static final int TERMS = 5;
    private static final int OWNER = 6;
    private static final int ENTRY = 7;
    private static final int ROW = 8;

    private static final int PEAK = 0;
    private static final int TRIGGER = 1;
    private static final int EXPIRY = 2;
    private static final int RARE_ROW = 4;

    // Terms: one bit for the side, three each for what an enum says, one each for the rest.
    private static final long SELL = 1;
    private static final int TIME_IN_FORCE = 1;
    private static final int SELF_TRADE = 4;
    private static final long STOP = 1 << 7;
    private static final long POST_ONLY = 1 << 8;
    private static final long HAS_PEAK = 1 << 9;
    private static final long THREE_BITS = 7;

    private static final Side[] SIDES = {Side.BUY, Side.SELL};
    private static final TimeInForce[] TIMES = TimeInForce.values();
    private static final SelfTrade[] SELF_TRADES = SelfTrade.values();

    private final int most;
    private long[] rows;
    private long[] rareRows;
    private int[] free;
    private int freed;
    private int used;
    private long entries;

    Orders(int expected, int most) {
        this.most = most;
        rows = new long[expected * ROW];
        rareRows = new long[expected * RARE_ROW];
        free = new int[expected];
    }

    // ---- rows

    boolean isFull() {
        return freed == 0 && used == most;
    }

    int size() {
        return used - freed;
    }

    /** There must be room. All of it is visible, and it has no neighbours. */
    int add(long id, long owner, long terms, long price, long lots) {
        int order = freed > 0 ? free[--freed] : fresh();
        int row = order * ROW;
        rows[row + ID] = id;
        rows[row + OWNER] = owner;
        rows[row + TERMS] = terms;
        rows[row + PRICE] = price;
        rows[row + VISIBLE] = lots;
        rows[row + RESERVE] = 0;
        int rare = order * RARE_ROW;
        rareRows[rare + PEAK] = 0;
        rareRows[rare + TRIGGER] = 0;
        rareRows[rare + EXPIRY] = 0;
        enter(order);
        return order;
    }

    private int fresh() {
        if (used * ROW == rows.length) {
            int room = Math.min(most, 2 * used);
            rows = Arrays.copyOf(rows, room * ROW);
            rareRows = Arrays.copyOf(rareRows, room * RARE_ROW);
            free = Arrays.copyOf(free, room);
        }
        return used++;
    }

    void remove(int order) {
        free[freed++] = order;
    }

    // ---- what an order is

    long id(int order) {
        return rows[order * ROW + ID];
    }

    long owner(int order) {
        return rows[order * ROW + OWNER];
    }

    long price(int order) {
        return rows[order * ROW + PRICE];
    }

    void price(int order, long price) {
        rows[order * ROW + PRICE] = price;
    }

    long visible(int order) {
        return rows[order * ROW + VISIBLE];
    }

    long reserve(int order) {
        return rows[order * ROW + RESERVE];
    }

    /** Visible and reserve together. */
    long open(int order) {
        return rows[order * ROW + VISIBLE] + rows[order * ROW + RESERVE];
    }

    void visible(int order, long lots) {
        rows[order * ROW + VISIBLE] = lots;
    }

    void reserve(int order, long lots) {
        rows[order * ROW + RESERVE] = lots;
    }

    /** So much of it is open; no more than its peak can be seen. */
    void open(int order, long lots) {
        long visible = hasPeak(order) ? Math.min(peak(order), lots) : lots;
        visible(order, visible);
        reserve(order, lots - visible);
    }

    /** When it took its place: less is earlier. Counts through all orders of a book. */
    long entry(int order) {
        return rows[order * ROW + ENTRY];
    }

    /** It is the newest of all. */
    void enter(int order) {
        rows[order * ROW + ENTRY] = ++entries;
    }

    long entries() {
        return entries;
    }

    /** Goes on counting from here. */
    void entries(long last) {
        entries = last;
    }

    void entry(int order, long entry) {
        rows[order * ROW + ENTRY] = entry;
    }

    /** What can be seen of it at most; 0: all of it. */
    long peak(int order) {
        return rareRows[order * RARE_ROW + PEAK];
    }

    void peak(int order, long lots) {
        rareRows[order * RARE_ROW + PEAK] = lots;
        if (lots > 0) {
            rows[order * ROW + TERMS] |= HAS_PEAK;
        }
    }

    /** Said with the other terms, so that the rare row is looked at for icebergs only. */
    private boolean hasPeak(int order) {
        return (rows[order * ROW + TERMS] & HAS_PEAK) != 0;
    }

    long trigger(int order) {
        return rareRows[order * RARE_ROW + TRIGGER];
    }

    void trigger(int order, long price) {
        rareRows[order * RARE_ROW + TRIGGER] = price;
    }

    long expiry(int order) {
        return rareRows[order * RARE_ROW + EXPIRY];
    }

    void expiry(int order, long nanos) {
        rareRows[order * RARE_ROW + EXPIRY] = nanos;
    }

    // ---- its neighbours at its price

    int before(int order) {
        return (int) (rows[order * ROW + NEIGHBOURS] >>> 32);
    }

    int behind(int order) {
        return (int) rows[order * ROW + NEIGHBOURS];
    }

    void before(int order, int neighbour) {
        int at = order * ROW + NEIGHBOURS;
        rows[at] = pair(neighbour, (int) rows[at]);
    }

    void behind(int order, int neighbour) {
        int at = order * ROW + NEIGHBOURS;
        rows[at] = pair((int) (rows[at] >>> 32), neighbour);
    }

    void neighbours(int order, int before, int behind) {
        rows[order * ROW + NEIGHBOURS] = pair(before, behind);
    }

    static long pair(int high, int low) {
        return ((long) high << 32) | (low & 0xffff_ffffL);
    }

    // ---- its terms

    static long terms(Side side, TimeInForce time, SelfTrade selfTrade, boolean postOnly) {
        return (side == Side.SELL ? SELL : 0)
                | ((long) time.ordinal() << TIME_IN_FORCE)
                | ((long) selfTrade.ordinal() << SELF_TRADE)
                | (postOnly ? POST_ONLY : 0);
    }

    long terms(int order) {
        return rows[order * ROW + TERMS];
    }

    Side side(int order) {
        return sideOf(rows[order * ROW + TERMS]);
    }

    static Side sideOf(long terms) {
        return SIDES[(int) (terms & SELL)];
    }

    static TimeInForce timeInForceOf(long terms) {
        return TIMES[(int) ((terms >>> TIME_IN_FORCE) & THREE_BITS)];
    }

    static SelfTrade selfTradeOf(long terms) {
        return SELF_TRADES[(int) ((terms >>> SELF_TRADE) & THREE_BITS)];
    }

    static boolean isPostOnly(long terms) {
        return (terms & POST_ONLY) != 0;
    }

    /** It waits for a price, outside of the book that others see. */
    boolean isStop(int order) {
        return (rows[order * ROW + TERMS] & STOP) != 0;
    }

    void stops(int order, boolean stop) {
        int at = order * ROW + TERMS;
        rows[at] = stop ? rows[at] | STOP : rows[at] & ~STOP;
    }
}
