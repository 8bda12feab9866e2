package io.conclave.nativerisk;

/** Why a child gave no result. */
public enum WorkerFailure {
    /** The binary is missing, cannot be run, or said nothing in time. */
    NOT_STARTED,
    /** The child speaks another version of the frames. */
    WRONG_VERSION,
    /** Its sandbox is required, and the child could not set it up. */
    UNCONFINED,
    /** The child ended before it answered. */
    DIED,
    /** No answer in time; the child was killed. */
    DEADLINE,
    /** What came was no answer to what was asked; the child was killed. */
    GARBAGE,
    /** The request makes no sense, to us or to the child, or is too big. Asked again, it is refused again. */
    REFUSED,
    /** It has a request under way. */
    BUSY,
    /** There is no memory left for the bars or the results. */
    NO_MEMORY,
    /** It left the request because it was told to. */
    CANCELLED
}
