package io.conclave.persistence.backup;

/** A backup is not put back over what somebody may need, or under a node that runs; the message says what to do. */
public final class NotEmptyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotEmptyException(String sentence) {
        super(sentence);
    }
}
