package io.conclave.orchestrator.sizing;

/** Which of the limits on a position was the least. Of equals, the first named here. */
public enum Bound {
    /** The fraction of Kelly itself. */
    KELLY,
    /** Target volatility over the market's. */
    VOLATILITY,
    /** The cap on one instrument. */
    NAME,
    /** The cap on all instruments together. */
    GROSS,
    /** The budget of expected shortfall. */
    CVAR,
    /** No side that may be taken has a positive edge. */
    NO_EDGE
}
