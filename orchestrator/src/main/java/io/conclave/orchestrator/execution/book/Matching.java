package io.conclave.orchestrator.execution.book;

import io.conclave.domain.order.SelfTrade;
import io.conclave.domain.order.Side;

/** One order that comes against all that wait: the best price first, at each price who waited longest. */
final class Matching {
    private static final long EVERY_RANK = BookSide.NONE + 1;

    private final BookListener listener;
    private final WaitingOrders waiting;
    private final Orders orders;

    /** Of the last trade, in ticks; 0 before the first. */
    private long lastPrice;

    Matching(WaitingOrders waiting, BookListener listener) {
        this.listener = listener;
        this.waiting = waiting;
        this.orders = waiting.rows();
    }

    long lastPrice() {
        return lastPrice;
    }

    void lastPrice(long price) {
        lastPrice = price;
    }

    /** The least rank of the other side that an order of this price trades with. */
    static long limit(BookSide against, long price) {
        return price == NewOrder.ANY_PRICE ? EVERY_RANK : against.rank(price);
    }

    /**
     * Trades until nothing is left, or nobody at that price.
     *
     * @return what is left and may wait; 0 also when its owner's own order stood in the way and cancelled it
     */
    long take(long taker, Side side, long owner, SelfTrade selfTrade, long price, long lots) {
        var against = waiting.against(side);
        long limit = limit(against, price);
        long left = lots;
        while (left > 0 && against.best() >= limit) {
            long rank = against.best();
            while (left > 0 && against.best() == rank) {
                int maker = against.first();
                if (owner != 0 && selfTrade != SelfTrade.ALLOWED && orders.owner(maker) == owner) {
                    left = meetSelf(taker, selfTrade, maker, left);
                } else {
                    left -= trade(taker, side, against, maker, left);
                }
            }
            listener.level(against.side(), against.price(rank), against.visibleAt(rank));
        }
        return left;
    }

    /** @return how much traded */
    private long trade(long taker, Side side, BookSide against, int maker, long wanted) {
        long lots = Math.min(wanted, orders.visible(maker));
        long makerId = orders.id(maker);
        lastPrice = orders.price(maker);
        long makerLeft = against.trade(maker, lots);
        if (makerLeft == 0) {
            waiting.forget(maker);
        }
        listener.traded(makerId, taker, side, lastPrice, lots, makerLeft);
        return lots;
    }

    /** @return what is left of the order that comes */
    private long meetSelf(long taker, SelfTrade selfTrade, int maker, long left) {
        return switch (selfTrade) {
            case ALLOWED -> throw new IllegalStateException("An order that may trade with itself meets nobody");
            case CANCEL_RESTING -> {
                waiting.cancel(maker, Cancelled.SELF_TRADE);
                yield left;
            }
            case CANCEL_INCOMING -> {
                listener.cancelled(taker, left, Cancelled.SELF_TRADE);
                yield 0;
            }
            case CANCEL_BOTH -> {
                waiting.cancel(maker, Cancelled.SELF_TRADE);
                listener.cancelled(taker, left, Cancelled.SELF_TRADE);
                yield 0;
            }
            case DECREMENT -> {
                long open = orders.open(maker);
                if (open <= left) {
                    waiting.cancel(maker, Cancelled.SELF_TRADE);
                } else {
                    waiting.reduce(maker, open - left);
                }
                if (open >= left) {
                    listener.cancelled(taker, left, Cancelled.SELF_TRADE);
                }
                yield Math.max(0, left - open);
            }
        };
    }

    /** Whether so much can be had at a price before the order would meet one of its owner that stops it. */
    boolean canFill(Side side, long owner, SelfTrade selfTrade, long price, long lots) {
        var against = waiting.against(side);
        long limit = limit(against, price);
        boolean careful = owner != 0 && selfTrade != SelfTrade.ALLOWED;
        long missing = lots;
        for (long rank = against.best(); missing > 0 && rank >= limit; rank = against.worse(rank)) {
            if (!careful || !hasOrderOf(against, rank, owner)) {
                missing -= against.openAt(rank);
            } else if (selfTrade == SelfTrade.CANCEL_RESTING) {
                missing -= openOfOthers(against, rank, owner);
            } else {
                return missing <= visibleBefore(against, rank, owner);
            }
        }
        return missing <= 0;
    }

    private boolean hasOrderOf(BookSide against, long rank, long owner) {
        int order = against.firstAt(rank);
        while (order != Orders.NOBODY && orders.owner(order) != owner) {
            order = orders.behind(order);
        }
        return order != Orders.NOBODY;
    }

    private long openOfOthers(BookSide against, long rank, long owner) {
        long open = 0;
        for (int order = against.firstAt(rank); order != Orders.NOBODY; order = orders.behind(order)) {
            open += orders.owner(order) == owner ? 0 : orders.open(order);
        }
        return open;
    }

    /** What trades at a rank before the owner's first order there does: reserves come behind it. */
    private long visibleBefore(BookSide against, long rank, long owner) {
        long visible = 0;
        for (int order = against.firstAt(rank); orders.owner(order) != owner; order = orders.behind(order)) {
            visible += orders.visible(order);
        }
        return visible;
    }
}
