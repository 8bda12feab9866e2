package io.conclave.orchestrator.execution.book;

/** Why an order, or what was left of it, is no longer in the book without having traded. */
public enum Cancelled {
    /** Somebody asked. */
    ON_REQUEST,
    /** It could not wait, and nobody was left to trade with at its price. */
    NOT_FILLED,
    /** It would have traded with its own owner. */
    SELF_TRADE,
    /** Its moment has come. */
    EXPIRED,
    /** The session has ended. */
    END_OF_DAY
}
