package io.conclave.domain.order;

/** Where an order stands, as far as anybody here knows. */
public enum OrderState {
    /** Journalled; the venue has not been told. */
    INTENDED,
    /** The venue was told and has not answered. */
    PENDING_NEW,
    /** At the venue, nothing of it traded. */
    WORKING,
    /** At the venue, some of it traded. */
    PARTIALLY_FILLED,
    /** The venue was asked to take it back; until it says so, the order can trade. */
    PENDING_CANCEL,
    /** The venue was asked to put another in its place; until it says so, the order can trade. */
    PENDING_REPLACE,
    /** All of it traded. */
    FILLED,
    /** The venue refused it, or it was never sent. */
    REJECTED,
    /** Taken back, with what had not traded. */
    CANCELLED,
    /** Another order stands in its place. */
    REPLACED,
    /** Given up by the venue at the end of its time in force. */
    EXPIRED,
    /** Nobody knows yet: queried, never resent. */
    UNKNOWN;

    /** Nothing more is expected of it; a venue may still tell of a trade from before. */
    public boolean isFinal() {
        return switch (this) {
            case FILLED, REJECTED, CANCELLED, REPLACED, EXPIRED -> true;
            case INTENDED, PENDING_NEW, WORKING, PARTIALLY_FILLED, PENDING_CANCEL, PENDING_REPLACE, UNKNOWN -> false;
        };
    }
}
