package io.conclave.orchestrator.execution.book;

import io.conclave.domain.order.SelfTrade;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;

/**
 * An order on its way into a book; filled in anew for each, so that placing one allocates nothing. Begin with {@link #limit}
 * or {@link #market}, which forget what was there.
 *
 * <pre>{@code
 * book.place(order.limit(17, Side.BUY, 4_999, 30).owner(3).postOnly());
 * }</pre>
 */
public final class NewOrder {
    /** The price of an order that takes every price. */
    static final long ANY_PRICE = 0;

    long id;
    Side side = Side.BUY;
    long price;
    long lots;
    long owner;
    TimeInForce timeInForce = TimeInForce.GTC;
    SelfTrade selfTrade = SelfTrade.ALLOWED;
    boolean postOnly;
    long peak;
    long trigger;
    long expiresAtNanos;

    /**
     * To trade at a price or better, and wait there for what does not.
     *
     * @param id any number that no waiting order has
     * @param price in ticks, from 1 to {@link OrderBook#MOST}
     * @param lots from 1 to {@link OrderBook#MOST}
     */
    public NewOrder limit(long id, Side side, long price, long lots) {
        this.id = id;
        this.side = side;
        this.price = price;
        this.lots = lots;
        owner = 0;
        timeInForce = TimeInForce.GTC;
        selfTrade = SelfTrade.ALLOWED;
        postOnly = false;
        peak = 0;
        trigger = 0;
        expiresAtNanos = 0;
        return this;
    }

    /** To trade at whatever price; never waits. */
    public NewOrder market(long id, Side side, long lots) {
        limit(id, side, ANY_PRICE, lots);
        timeInForce = TimeInForce.IOC;
        return this;
    }

    /** Whose it is, for self-trade prevention; 0 is nobody. What it does then is {@link SelfTrade#CANCEL_INCOMING}. */
    public NewOrder owner(long owner) {
        return owner(owner, SelfTrade.CANCEL_INCOMING);
    }

    public NewOrder owner(long owner, SelfTrade selfTrade) {
        this.owner = owner;
        this.selfTrade = selfTrade;
        return this;
    }

    /** {@link TimeInForce#GTD} is {@link #goodTill}. */
    public NewOrder timeInForce(TimeInForce timeInForce) {
        this.timeInForce = timeInForce;
        return this;
    }

    /** Cancelled when the book's time reaches this moment. */
    public NewOrder goodTill(long nanos) {
        this.timeInForce = TimeInForce.GTD;
        this.expiresAtNanos = nanos;
        return this;
    }

    /** Refused if it would trade at once. */
    public NewOrder postOnly() {
        this.postOnly = true;
        return this;
    }

    /** Shows no more than so many lots at a time; each further portion waits behind all others of its price. */
    public NewOrder peak(long lots) {
        this.peak = lots;
        return this;
    }

    /** Enters the market when a trade reaches this price: at it or above for a purchase, at it or below for a sale. */
    public NewOrder stop(long trigger) {
        this.trigger = trigger;
        return this;
    }

    boolean isMarket() {
        return price == ANY_PRICE;
    }

    boolean isStop() {
        return trigger != 0;
    }

    boolean isInRange() {
        return isOne(lots)
                && (isMarket() || isOne(price))
                && (!isStop() || isOne(trigger))
                && peak >= 0
                && owner >= 0
                && expiresAtNanos >= 0;
    }

    private static boolean isOne(long value) {
        return value >= 1 && value <= OrderBook.MOST;
    }

    /** Whether its properties go together. */
    boolean isCoherent() {
        boolean rests = timeInForce.mayRest();
        boolean marketRests = isMarket() && rests;
        boolean hiddenInVain = peak > 0 && (!rests || peak > lots);
        boolean postedInVain = postOnly && (!rests || isStop());
        return !marketRests && !hiddenInVain && !postedInVain;
    }
}
