package io.conclave.persistence.tape;

/** Which end of its interval a bar in a file is stamped with. */
public enum BarStamp {
    /** The moment it was complete, and known. */
    CLOSE,
    /** The moment it began: one bar's length before anybody could know it. */
    OPEN
}
