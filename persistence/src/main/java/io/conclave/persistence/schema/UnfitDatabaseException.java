package io.conclave.persistence.schema;

/** A database that cannot be used as it is; the message is a sentence that says where, why and what to do. */
public final class UnfitDatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnfitDatabaseException(String sentence) {
        super(sentence);
    }

    public UnfitDatabaseException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
