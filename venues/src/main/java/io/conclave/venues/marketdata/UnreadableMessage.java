package io.conclave.venues.marketdata;

import java.io.Serial;

/** What a venue sent cannot be what it documents; the message says where. Never leaves a {@link BookSync}. */
public final class UnreadableMessage extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public UnreadableMessage(String told) {
        super(told);
    }

    UnreadableMessage(String told, Throwable cause) {
        super(told, cause);
    }

    /** The sentence. */
    public String told() {
        return String.valueOf(getMessage());
    }
}
