package io.conclave.agents.outside;

import org.jspecify.annotations.Nullable;

/** What was sent is no vote, or comes from a stranger, or too late. Its message says which, for people. */
public final class BadVoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadVoteException(@Nullable String message) {
        super(message);
    }
}
