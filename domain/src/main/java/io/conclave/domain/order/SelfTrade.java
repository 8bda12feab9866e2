package io.conclave.domain.order;

/** What happens when an order would trade with another of the same owner. The order that comes in says which. */
public enum SelfTrade {
    /** They trade. */
    ALLOWED,
    /** The one that waits is cancelled, the one that comes in goes on. */
    CANCEL_RESTING,
    /** What is left of the one that comes in is cancelled. */
    CANCEL_INCOMING,
    /** Both are cancelled. */
    CANCEL_BOTH,
    /** Both become smaller by the smaller of the two, without a trade. */
    DECREMENT
}
