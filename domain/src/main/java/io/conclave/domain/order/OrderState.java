package io.conclave.domain.order;

/** Where an order stands. */
public enum OrderState {
    /** Journalled, not yet acknowledged by the venue. */
    INTENDED,
    /** At the venue, unfilled or partly filled. */
    WORKING,
    /** Done. */
    FILLED,
    /** The venue refused it. */
    REJECTED,
    /** Taken back, or given up by the venue at the end of its life. */
    CANCELLED,
    /** Nobody knows yet: queried, never resent. */
    UNKNOWN;

    /** Nothing more can happen to it. */
    public boolean isFinal() {
        return this == FILLED || this == REJECTED || this == CANCELLED;
    }
}
