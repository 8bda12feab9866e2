package io.conclave.http.view;

import java.time.Instant;

/** The engine's nanoseconds as the API's instants, and back. */
public final class Instants {
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private Instants() {}

    /** Reads UTC epoch nanoseconds. */
    public static Instant ofNanos(long epochNanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(epochNanos, NANOS_A_SECOND), Math.floorMod(epochNanos, NANOS_A_SECOND));
    }

    /**
     * Writes UTC epoch nanoseconds.
     *
     * @throws ArithmeticException outside the years 1677 to 2262
     */
    public static long toNanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_A_SECOND), instant.getNano());
    }
}
