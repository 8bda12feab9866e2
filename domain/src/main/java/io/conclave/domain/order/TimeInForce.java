package io.conclave.domain.order;

/** How long an order may wait for somebody to trade with. */
public enum TimeInForce {
    /** Good till cancelled. */
    GTC,
    /** Until the session ends. */
    DAY,
    /** Good till a moment that comes with it. */
    GTD,
    /** Immediate or cancel: what does not trade at once is cancelled. */
    IOC,
    /** Fill or kill: all of it trades at once, or nothing. */
    FOK;

    /** What is left of it may wait in a book. */
    public boolean mayRest() {
        return this == GTC || this == DAY || this == GTD;
    }
}
