package io.conclave.app.jobs;

/** A job cannot be what was asked for. */
public final class BadJobException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /** @param field which part of the request; empty for all of it */
    BadJobException(String field, String message) {
        super(message);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
