package io.conclave.agents.analyst;

/** A file of news that cannot be read; the message says which file, which line and why. */
public final class BadNewsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadNewsException(String message) {
        super(message);
    }

    BadNewsException(String message, Throwable cause) {
        super(message, cause);
    }
}
