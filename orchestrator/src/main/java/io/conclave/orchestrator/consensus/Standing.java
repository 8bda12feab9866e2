package io.conclave.orchestrator.consensus;

/** What an agent's ballot counts for. Changed by command only, and only between rounds. */
public enum Standing {
    /** Votes, is scored, and moves the forecast. */
    ACTIVE,
    /** Votes and is scored; the forecast is made without it, so to the learners it is asleep. */
    SHADOW,
    /** Is not asked; a ballot that comes all the same is not read. */
    MUTED
}
