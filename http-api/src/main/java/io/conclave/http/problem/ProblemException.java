package io.conclave.http.problem;

import java.io.Serial;

/** Carries a problem from where it is found to where it is answered. */
public final class ProblemException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
