package io.conclave.orchestrator.execution.book;

import io.conclave.domain.order.Side;

/**
 * Hears what a command did, in the order in which it happened and before the command returns. It must not call the book.
 * Prices are in ticks, quantities in lots.
 */
public interface BookListener {
    /** A listener to whom nothing matters. */
    BookListener NONE = new BookListener() {};

    /**
     * Two orders have traded, at the price of the one that waited.
     *
     * @param maker the order that waited
     * @param taker the order that came
     * @param side of the taker
     * @param lots how much, &gt; 0
     * @param makerLeft what is left of the maker, its reserve included; 0 if it is done
     */
    default void traded(long maker, long taker, Side side, long price, long lots, long makerLeft) {}

    /** What is left of an order waits in the book from now on, behind all others of its price. */
    default void rested(long order, Side side, long price, long lots) {}

    /** An order that waited became smaller and kept its place. */
    default void reduced(long order, long lots) {}

    /** An order will not trade any more; so much of it never did. */
    default void cancelled(long order, long lots, Cancelled why) {}

    /** The last price has reached the trigger of a stop order; it enters the market now. */
    default void triggered(long order) {}

    /** What can be seen at a price has changed. May be told again without a change. 0 lots: the level is gone. */
    default void level(Side side, long price, long lots) {}
}
