package io.conclave.persistence.journal;

/** What the journal is kept in. */
public enum JournalKind {
    /** A file beside the engine, in its own process. */
    H2,
    /** A server, which several nodes may share. */
    POSTGRES
}
