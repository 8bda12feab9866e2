package io.conclave.orchestrator.sizing;

/** What a decision wants held. */
public enum Stance {
    LONG,
    SHORT,
    /** Nothing: there is no edge. */
    FLAT,
    /** Whatever is held now: there is no decision to act on. */
    NO_TRADE
}
