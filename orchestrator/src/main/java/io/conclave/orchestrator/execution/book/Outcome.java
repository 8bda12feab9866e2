package io.conclave.orchestrator.execution.book;

/** How the book answers a command. Everything but {@link #ACCEPTED} changed nothing. */
public enum Outcome {
    ACCEPTED,
    /** An order of this id waits in the book already. */
    DUPLICATE,
    /** No order of this id waits in the book: it never did, or it is done. */
    UNKNOWN_ORDER,
    /** A price, quantity or id outside of what {@link OrderBook} takes. */
    OUT_OF_RANGE,
    /** Properties that exclude each other: a post-only order that may not rest, a market order with a peak. */
    CONTRADICTORY,
    /** A post-only order that would trade at once. */
    WOULD_TRADE,
    /** A fill-or-kill order that cannot be filled whole. */
    CANNOT_FILL,
    /** Its time was over before it came. */
    EXPIRED,
    /** The book holds as many orders as it may. */
    FULL
}
