package io.conclave.http;

import org.jspecify.annotations.Nullable;

/** Refuses to listen where strangers could reach an API that asks nobody for a key. A safety rule, not a fault. */
public final class UnsafeAddressException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnsafeAddressException(String host, @Nullable Throwable cause) {
        super(
                "conclave.http.host is " + host + ", but the API has no keys yet and so listens on loopback only:"
                        + " set it to 127.0.0.1 and reach it from elsewhere through an SSH tunnel.",
                cause);
    }
}
