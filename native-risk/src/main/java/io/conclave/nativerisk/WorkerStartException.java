package io.conclave.nativerisk;

/** A child could not be started, and why. */
public final class WorkerStartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final WorkerFailure why;

    WorkerStartException(WorkerFailure why, String detail) {
        super(detail);
        this.why = why;
    }

    WorkerStartException(WorkerFailure why, String detail, Throwable cause) {
        super(detail, cause);
        this.why = why;
    }

    public WorkerFailure why() {
        return why;
    }
}
