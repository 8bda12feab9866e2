package io.conclave.persistence.ingest;

/** Says which row the database does not take, and why; it will not take it later either. */
public final class RowRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RowRefusedException(String row, Throwable why) {
        super(row + " cannot be stored: " + why.getMessage(), why);
    }
}
