package io.conclave.venues.connection;

import io.conclave.venues.capture.CapturedLine;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a connection is handed of the world.
 *
 * @param http opens sockets, on threads of its own
 * @param thread one thread, on which all of a connection happens; it may serve several connections
 * @param clock stamps what comes
 * @param ticks nanoseconds since whenever, never stepping back: measures how long things take
 * @param dice spreads the pauses between tries
 * @param tap sees all that goes to and fro, on {@code thread}
 */
public record Surroundings(
        HttpClient http,
        ScheduledExecutorService thread,
        InstantSource clock,
        LongSupplier ticks,
        RandomGenerator dice,
        Consumer<CapturedLine> tap) {

    long nowNanos() {
        var now = clock.instant();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }
}
