package io.conclave.app.broker;

import java.io.Serial;

/** Real money was asked for, and something that it takes is missing; the message says what. */
public final class LiveRefusedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public LiveRefusedException(String told) {
        super(told);
    }
}
