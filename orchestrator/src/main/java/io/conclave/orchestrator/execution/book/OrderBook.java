package io.conclave.orchestrator.execution.book;

import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;

/**
 * The limit order book of one instrument. An order that comes trades with the best prices first and at each price with who
 * waited longest, at the price of who waited; what is left of it waits, if it may.
 *
 * <p>Who keeps the place in the queue: an order made smaller at its price. Who loses it: an order that moves to another
 * price, becomes larger, or has shown its peak in full. A replaced order that crosses the market trades like one that
 * comes. Stops that a trade has reached enter after the command that traded is done, and each may trigger more.
 *
 * <p>Time is what {@link #advanceTo} says. After a command everything it led to has been told to the listener. Commands
 * allocate nothing as long as the orders fit what the book has grown to.
 */
public final class OrderBook {
    /** The highest price in ticks, and the largest quantity in lots, of one order. */
    public static final long MOST = 1L << 40;

    private static final long NO_PRICE = 0;

    private final BookListener listener;
    private final WaitingOrders waiting;
    private final Orders orders;
    private final Matching matching;
    private long nowNanos;

    public OrderBook(BookSettings settings, BookListener listener) {
        this.listener = listener;
        this.waiting = new WaitingOrders(settings, listener);
        this.orders = waiting.rows();
        this.matching = new Matching(waiting, listener);
    }

    // ---- commands

    /** An order comes. */
    public Outcome place(NewOrder order) {
        var refusal = refusal(order);
        if (refusal != Outcome.ACCEPTED) {
            return refusal;
        }
        if (order.isStop() && !isReached(order)) {
            waiting.stop(waiting.add(order));
            return Outcome.ACCEPTED;
        }
        return enter(order);
    }

    /**
     * An order that waits becomes another: the same id, at a price, with so much open from now on.
     *
     * @return {@link Outcome#WOULD_TRADE} leaves a post-only order as it was; {@link Outcome#CONTRADICTORY} for a stop
     */
    public Outcome replace(long id, long price, long lots) {
        int order = waiting.find(id);
        if (order == Orders.NOBODY) {
            return Outcome.UNKNOWN_ORDER;
        }
        return lots < 1 || lots > MOST ? Outcome.OUT_OF_RANGE : replaceWaiting(order, price, lots);
    }

    /** {@link #replace} with as much open as is open now. */
    public Outcome move(long id, long price) {
        int order = waiting.find(id);
        return order == Orders.NOBODY ? Outcome.UNKNOWN_ORDER : replaceWaiting(order, price, orders.open(order));
    }

    public Outcome cancel(long id) {
        int order = waiting.find(id);
        if (order == Orders.NOBODY) {
            return Outcome.UNKNOWN_ORDER;
        }
        waiting.cancel(order, Cancelled.ON_REQUEST);
        return Outcome.ACCEPTED;
    }

    /** Time goes on: orders good till this moment or an earlier one are cancelled, the earliest first. Never goes back. */
    public void advanceTo(long nanos) {
        nowNanos = Math.max(nowNanos, nanos);
        waiting.expire(nowNanos);
    }

    /** The session ends: its orders are cancelled, bids, asks, then stops, each in the order they would have traded. */
    public void endDay() {
        waiting.endDay();
    }

    // ---- questions

    /** Best price of a side in ticks; 0 if nobody waits there. */
    public long best(Side side) {
        var asked = waiting.side(side);
        return asked.best() == BookSide.NONE ? NO_PRICE : asked.price(asked.best());
    }

    /** What can be seen at a price, in lots. */
    public long visibleAt(Side side, long price) {
        var asked = waiting.side(side);
        return asked.visibleAt(asked.rank(price));
    }

    /** Of the last trade, in ticks; 0 if there was none. */
    public long lastPrice() {
        return matching.lastPrice();
    }

    /** What is open of an order, its reserve included; 0 if it does not wait here. */
    public long open(long id) {
        int order = waiting.find(id);
        return order == Orders.NOBODY ? 0 : orders.open(order);
    }

    /** Orders that wait, stops too. */
    public int size() {
        return orders.size();
    }

    /** Sees levels, the best first. */
    @FunctionalInterface
    public interface LevelVisitor {
        /** @param lots what can be seen there, &gt; 0 */
        void level(long price, long lots);
    }

    /** The first levels of a side, at most so many. */
    public void levels(Side side, int most, LevelVisitor visitor) {
        var asked = waiting.side(side);
        int left = most;
        for (long rank = asked.best(); rank != BookSide.NONE && left > 0; rank = asked.worse(rank)) {
            visitor.level(asked.price(rank), asked.visibleAt(rank));
            left--;
        }
    }

    /** Sees orders, in the order they would trade. */
    @FunctionalInterface
    public interface OrderVisitor {
        /**
         * @param visible what can be seen of it, in lots
         * @param reserve what cannot
         */
        void order(long id, long owner, long price, long visible, long reserve);
    }

    /** Every order that waits on a side, stops left out. */
    public void orders(Side side, OrderVisitor visitor) {
        var asked = waiting.side(side);
        for (long rank = asked.best(); rank != BookSide.NONE; rank = asked.worse(rank)) {
            for (int order = asked.firstAt(rank); order != Orders.NOBODY; order = orders.behind(order)) {
                visitor.order(
                        orders.id(order),
                        orders.owner(order),
                        orders.price(order),
                        orders.visible(order),
                        orders.reserve(order));
            }
        }
    }

    // ---- an order comes

    private Outcome refusal(NewOrder order) {
        if (!order.isInRange()) {
            return Outcome.OUT_OF_RANGE;
        }
        if (!order.isCoherent()) {
            return Outcome.CONTRADICTORY;
        }
        if (waiting.find(order.id) != Orders.NOBODY) {
            return Outcome.DUPLICATE;
        }
        if (order.timeInForce == TimeInForce.GTD && order.expiresAtNanos <= nowNanos) {
            return Outcome.EXPIRED;
        }
        boolean mayStay = order.timeInForce.mayRest() || order.isStop();
        return mayStay && orders.isFull() ? Outcome.FULL : Outcome.ACCEPTED;
    }

    /** A stop that the last price has reached before it came enters at once. */
    private boolean isReached(NewOrder order) {
        return lastPrice() != NO_PRICE && waiting.stops(order.side).isReachedBy(order.trigger, lastPrice());
    }

    private Outcome enter(NewOrder order) {
        if (order.postOnly && crosses(order.side, order.price)) {
            return Outcome.WOULD_TRADE;
        }
        if (order.timeInForce == TimeInForce.FOK
                && !matching.canFill(order.side, order.owner, order.selfTrade, order.price, order.lots)) {
            return Outcome.CANNOT_FILL;
        }
        long left = matching.take(order.id, order.side, order.owner, order.selfTrade, order.price, order.lots);
        if (left > 0 && order.timeInForce.mayRest()) {
            waiting.rest(waiting.add(order), left);
        } else if (left > 0) {
            listener.cancelled(order.id, left, Cancelled.NOT_FILLED);
        }
        triggerStops();
        return Outcome.ACCEPTED;
    }

    private boolean crosses(Side side, long price) {
        var against = waiting.against(side);
        return against.best() >= Matching.limit(against, price);
    }

    // ---- an order that waits becomes another

    private Outcome replaceWaiting(int order, long price, long lots) {
        if (price < 1 || price > MOST) {
            return Outcome.OUT_OF_RANGE;
        }
        if (orders.isStop(order)) {
            return Outcome.CONTRADICTORY;
        }
        if (price == orders.price(order) && lots <= orders.open(order)) {
            waiting.reduce(order, lots);
            return Outcome.ACCEPTED;
        }
        long terms = orders.terms(order);
        var side = Orders.sideOf(terms);
        boolean crosses = crosses(side, price);
        if (crosses && Orders.isPostOnly(terms)) {
            return Outcome.WOULD_TRADE;
        }
        var mine = waiting.side(side);
        waiting.leave(mine, order);
        orders.price(order, price);
        if (!crosses) {
            waiting.rest(mine, order, lots);
            return Outcome.ACCEPTED;
        }
        trade(order, lots);
        triggerStops();
        return Outcome.ACCEPTED;
    }

    /** An order that has a row and waits nowhere trades; what is left of it waits or is cancelled. */
    private void trade(int order, long lots) {
        long terms = orders.terms(order);
        var side = Orders.sideOf(terms);
        var selfTrade = Orders.selfTradeOf(terms);
        long id = orders.id(order);
        long left = matching.take(id, side, orders.owner(order), selfTrade, orders.price(order), lots);
        if (left > 0 && Orders.timeInForceOf(terms).mayRest()) {
            waiting.rest(order, left);
            return;
        }
        waiting.forget(order);
        if (left > 0) {
            listener.cancelled(id, left, Cancelled.NOT_FILLED);
        }
    }

    // ---- stops

    /** Each stop that the last price has reached enters the market, and may move that price on. */
    private void triggerStops() {
        if (!waiting.hasStops() || lastPrice() == NO_PRICE) {
            return;
        }
        int next = nextStop();
        while (next != Orders.NOBODY) {
            waiting.trigger(next);
            if (isUnfillable(next)) {
                long open = orders.open(next);
                long id = orders.id(next);
                waiting.forget(next);
                listener.cancelled(id, open, Cancelled.NOT_FILLED);
            } else {
                trade(next, orders.open(next));
            }
            next = nextStop();
        }
    }

    /** Where one of each side is reached, the elder goes first. */
    private int nextStop() {
        int buy = waiting.stops(Side.BUY).next(lastPrice());
        int sell = waiting.stops(Side.SELL).next(lastPrice());
        if (buy == Orders.NOBODY || sell == Orders.NOBODY) {
            return Math.max(buy, sell);
        }
        return orders.entry(buy) < orders.entry(sell) ? buy : sell;
    }

    private boolean isUnfillable(int stop) {
        long terms = orders.terms(stop);
        return Orders.timeInForceOf(terms) == TimeInForce.FOK
                && !matching.canFill(
                        Orders.sideOf(terms),
                        orders.owner(stop),
                        Orders.selfTradeOf(terms),
                        orders.price(stop),
                        orders.open(stop));
    }

    // ---- as bytes

    /** The whole state, for {@link #restored}. Equal books give equal bytes, however they came to be. */
    public byte[] snapshot() {
        var writer = new SnapshotWriter(orders, nowNanos, lastPrice());
        for (var side : Side.values()) {
            writer.side(waiting.side(side));
        }
        for (var side : Side.values()) {
            writer.stops(waiting.stops(side));
        }
        return writer.bytes();
    }

    /**
     * A book that goes on where another was when its snapshot was taken. The listener hears nothing of it.
     *
     * @throws IllegalArgumentException if these are not the bytes of a snapshot, or its orders are more than there may be
     */
    public static OrderBook restored(byte[] snapshot, BookSettings settings, BookListener listener) {
        var reader = new SnapshotReader(snapshot, settings);
        var book = new OrderBook(settings, listener);
        book.nowNanos = reader.nowNanos();
        book.matching.lastPrice(reader.lastPrice());
        while (reader.hasNext()) {
            book.waiting.restore(reader.next(book.orders));
        }
        book.orders.entries(reader.entries());
        return book;
    }
}
