package io.conclave.persistence.ingest;

/** Says which row the database does not take, and why; it will not take it later either. */
public final class RowRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RowRefusedException(String row, Throwable why) {
        super(row + " cannot be stored: " + firstLine(why), why);
    }

    /** Databases add statements and hints. */
    private static String firstLine(Throwable why) {
        return String.valueOf(why.getMessage()).lines().findFirst().orElse("");
    }
}
