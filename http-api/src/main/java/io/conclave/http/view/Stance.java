package io.conclave.http.view;

/** What a decision wants to hold afterwards. */
public enum Stance {
    LONG,
    SHORT,
    /** Hold nothing: no positive edge after costs. */
    FLAT,
    /** Keep what is held and send nothing: no quorum, too much disagreement, or halted. */
    NO_TRADE
}
