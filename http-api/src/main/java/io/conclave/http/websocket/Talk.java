package io.conclave.http.websocket;

import org.jspecify.annotations.Nullable;

/**
 * What is said on one connection. All methods are called one at a time.
 *
 * <p>Frames are asked for when the client can take one, never pushed: whoever has much to say and a slow client holds
 * little and merges.
 */
public interface Talk {
    /** The client said something: a whole message of allowed length, in the allowed number. */
    void heard(String message);

    /** The next frame for the client; null if there is none until {@link Line#wake} says so. */
    @Nullable
    Frame next();

    /** Whether {@link #next} would have one. */
    boolean hasNews();

    /** {@link Limits#beat} has passed since the last one. */
    void beat();

    /**
     * The connection ends: told once, and nothing is asked any more.
     *
     * @param slow because the client does not read
     */
    void over(boolean slow);
}
