package io.conclave.http.websocket;

/**
 * Why a connection ends, as its close frame tells.
 *
 * @param code of RFC 6455, or 4000 to 4999 for reasons of our own
 * @param text up to 123 bytes
 */
public record Closing(int code, String text) {
    /** Took nothing for too long, or answered no ping. */
    static final Closing SLOW_CONSUMER = new Closing(4008, "slow_consumer");

    static final Closing RATE_LIMITED = new Closing(1008, "rate_limited");
    static final Closing TOO_LONG = new Closing(1009, "message_too_long");
    static final Closing NOT_TEXT = new Closing(1003, "text_only");
    static final Closing NOT_UTF8 = new Closing(1007, "not_utf8");
    static final Closing NO_WEBSOCKET = new Closing(1002, "protocol_error");

    /** The client was let in by what does not hold any more; in HTTP it would be 401. */
    public static Closing unauthorized(String code) {
        return new Closing(4401, code);
    }

    /** Not the client's fault: it may come again later. */
    public static Closing tryLater(String code) {
        return new Closing(1013, code);
    }
}
