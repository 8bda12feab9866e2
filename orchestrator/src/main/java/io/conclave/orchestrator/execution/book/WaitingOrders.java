package io.conclave.orchestrator.execution.book;

import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;

/** Everything that waits in a book, and every way in and out that is no trade. Tells the listener of each. */
final class WaitingOrders {
    private final BookListener listener;
    private final Orders orders;
    private final OrderIds ids;
    /** Bids and asks; taken by number, for which of them is asked for nobody can predict. */
    private final BookSide[] sides;

    private final StopSide stopsToBuy;
    private final StopSide stopsToSell;
    private final SortedSlots expiring;

    WaitingOrders(BookSettings settings, BookListener listener) {
        this.listener = listener;
        this.orders = new Orders(settings.orders(), settings.maxOrders());
        this.ids = new OrderIds(orders, settings.orders());
        this.expiring = new SortedSlots(settings.orders());
        this.sides = new BookSide[] {
            new BookSide(Side.BUY, orders, settings.ladderTicks(), settings.orders()),
            new BookSide(Side.SELL, orders, settings.ladderTicks(), settings.orders())
        };
        this.stopsToBuy = new StopSide(Side.BUY, orders, settings.orders());
        this.stopsToSell = new StopSide(Side.SELL, orders, settings.orders());
    }

    Orders rows() {
        return orders;
    }

    /** Its row; {@link Orders#NOBODY} if no order of this id waits. */
    int find(long id) {
        return ids.find(id);
    }

    BookSide side(Side side) {
        return sides[side.ordinal()];
    }

    BookSide against(Side side) {
        return sides[1 - side.ordinal()];
    }

    StopSide stops(Side side) {
        return side == Side.BUY ? stopsToBuy : stopsToSell;
    }

    boolean hasStops() {
        return !stopsToBuy.isEmpty() || !stopsToSell.isEmpty();
    }

    // ---- in

    /** An order gets a row, and waits nowhere yet. */
    int add(NewOrder order) {
        long terms = Orders.terms(order.side, order.timeInForce, order.selfTrade, order.postOnly);
        int added = orders.add(order.id, order.owner, terms, order.price, order.lots);
        orders.peak(added, order.peak);
        orders.trigger(added, order.trigger);
        orders.expiry(added, order.expiresAtNanos);
        known(added);
        return added;
    }

    private void known(int order) {
        ids.put(order);
        if (isTimed(order)) {
            expiring.insert(-orders.expiry(order), orders.id(order), order);
        }
    }

    void rest(int order, long open) {
        rest(side(orders.side(order)), order, open);
    }

    /** So much of it joins its side, behind all others of its price. */
    void rest(BookSide mine, int order, long open) {
        long price = orders.price(order);
        orders.open(order, open);
        orders.enter(order);
        long visible = mine.append(order);
        listener.rested(orders.id(order), mine.side(), price, open);
        listener.level(mine.side(), price, visible);
    }

    /** It waits for its trigger. */
    void stop(int order) {
        orders.stops(order, true);
        stops(orders.side(order)).add(order);
    }

    /** It waits for its trigger no longer, and nowhere else yet. */
    void trigger(int order) {
        stops(orders.side(order)).remove(order);
        orders.stops(order, false);
        listener.triggered(orders.id(order));
    }

    /** An order off a snapshot takes its place again; nobody is told. */
    void restore(int order) {
        known(order);
        if (orders.isStop(order)) {
            stops(orders.side(order)).add(order);
        } else {
            side(orders.side(order)).append(order);
        }
    }

    // ---- smaller

    /** It keeps its place. */
    void reduce(int order, long open) {
        var mine = side(orders.side(order));
        long price = orders.price(order);
        long visible = mine.reduceTo(order, open);
        listener.reduced(orders.id(order), open);
        listener.level(mine.side(), price, visible);
    }

    // ---- out

    /** It leaves its side and keeps its row. */
    void leave(BookSide mine, int order) {
        long price = orders.price(order);
        long visible = mine.remove(order);
        listener.level(mine.side(), price, visible);
    }

    void cancel(int order, Cancelled why) {
        long id = orders.id(order);
        long open = orders.open(order);
        if (orders.isStop(order)) {
            stops(orders.side(order)).remove(order);
        } else {
            leave(side(orders.side(order)), order);
        }
        forget(order);
        listener.cancelled(id, open, why);
    }

    /** It waits nowhere any more: its id and its row are free. */
    void forget(int order) {
        if (isTimed(order)) {
            expiring.removeAt(expiring.find(-orders.expiry(order), orders.id(order)));
        }
        ids.remove(order);
        orders.remove(order);
    }

    private boolean isTimed(int order) {
        return Orders.timeInForceOf(orders.terms(order)) == TimeInForce.GTD;
    }

    /** Orders good till this moment or an earlier one go, the earliest first, of one moment the least id. */
    void expire(long nowNanos) {
        while (!expiring.isEmpty() && -expiring.key(expiring.size() - 1) <= nowNanos) {
            cancel(expiring.value(expiring.size() - 1), Cancelled.EXPIRED);
        }
    }

    /** Orders for the day go: bids, asks, then stops, each in the order they would have traded. */
    void endDay() {
        endDay(sides[0]);
        endDay(sides[1]);
        endDay(stopsToBuy);
        endDay(stopsToSell);
    }

    private void endDay(BookSide side) {
        long rank = side.best();
        while (rank != BookSide.NONE) {
            long worse = side.worse(rank);
            int order = side.firstAt(rank);
            while (order != Orders.NOBODY) {
                int behind = orders.behind(order);
                endDay(order);
                order = behind;
            }
            rank = worse;
        }
    }

    private void endDay(StopSide stops) {
        int index = 0;
        while (index < stops.size()) {
            index += endDay(stops.get(index)) ? 0 : 1;
        }
    }

    /** @return whether it was for the day */
    private boolean endDay(int order) {
        boolean ends = Orders.timeInForceOf(orders.terms(order)) == TimeInForce.DAY;
        if (ends) {
            cancel(order, Cancelled.END_OF_DAY);
        }
        return ends;
    }
}
