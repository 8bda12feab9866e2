package io.conclave.app.session;

/** A run that cannot go on; what is journalled stands, and the message says what to do. */
public final class RunGivenUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunGivenUpException(String why) {
        super(why);
    }
}
