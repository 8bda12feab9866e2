package io.conclave.http.websocket;

/** Cuts a connection whose client does not read, not even why it is closed. Carries no trace: it is no fault of ours. */
final class AbandonedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AbandonedException() {
        super("A client of the stream did not read, not even why it was closed", null, false, false);
    }
}
