package io.conclave.client;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** The engine has answered, and the answer is no. */
public final class RefusedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final long retryAfterSeconds;

    RefusedException(int status, String code, String detail, Optional<Duration> retryAfter) {
        super(detail + " (" + status + " " + code + ")");
        this.status = status;
        this.code = code;
        this.retryAfterSeconds = retryAfter.map(Duration::toSeconds).orElse(-1L);
    }

    /** The HTTP status, 400 to 599. */
    public int status() {
        return status;
    }

    /** Stable, for programs: {@code order_rate}, {@code forbidden}, … */
    public String code() {
        return code;
    }

    /** How long to wait before the same is worth asking again, if the engine says so. */
    public Optional<Duration> retryAfter() {
        return retryAfterSeconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(retryAfterSeconds));
    }
}
