package io.conclave.venues.connection;

import java.time.Duration;

/**
 * How patient a connection is.
 *
 * @param callFor how long connecting or fetching may take
 * @param ping how often the venue is asked for a sign of life
 * @param silence without a sign of life for so long it is stale
 * @param patience connected for so long without a book, it is called anew
 * @param firstPause before the first of several tries
 * @param longestPause between two tries
 * @param calm live for so long, earlier trouble is forgotten
 * @param mostWaiting messages that may wait for whoever is told of them
 * @param mostChars of one message or answer
 */
public record ConnectionSettings(
        Duration callFor,
        Duration ping,
        Duration silence,
        Duration patience,
        Duration firstPause,
        Duration longestPause,
        Duration calm,
        int mostWaiting,
        int mostChars) {

    /** For venues far away; the largest snapshots are some millions of characters. */
    public static ConnectionSettings standard() {
        return new ConnectionSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMillis(250),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                10_000,
                1 << 25);
    }
}
