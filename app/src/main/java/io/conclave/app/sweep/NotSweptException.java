package io.conclave.app.sweep;

import io.conclave.nativerisk.Answer;
import io.conclave.nativerisk.WorkerFailure;

/** The worker gave no result. */
public final class NotSweptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final WorkerFailure why;

    NotSweptException(Answer.Failed<?> failed) {
        super(failed.detail());
        this.why = failed.why();
    }

    public WorkerFailure why() {
        return why;
    }
}
