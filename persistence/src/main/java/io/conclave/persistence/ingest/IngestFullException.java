package io.conclave.persistence.ingest;

/** Says that no more rows are taken for now: as many as may wait are waiting. Offer them again later. */
public final class IngestFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    IngestFullException(String name, int waiting, String trouble) {
        super(waiting + " rows of " + name + " wait to be written; no more are taken until some are"
                + (trouble.isEmpty() ? "" : ". The database is in trouble: " + trouble));
    }
}
