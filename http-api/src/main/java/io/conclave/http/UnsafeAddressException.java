package io.conclave.http;

/** Refuses to listen where strangers could reach an API that does not ask for a key, or for a bad one. A safety rule, not a fault. */
public final class UnsafeAddressException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** @param why a clause that says what is missing, and what to do about it */
    public UnsafeAddressException(String host, String why) {
        super("conclave.http.host is " + host + ", where others can reach it, but " + why);
    }
}
