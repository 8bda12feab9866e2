package io.conclave.http.websocket;

import java.time.Duration;

/**
 * What a client may do, and how long we wait for it.
 *
 * @param maxMessageBytes a longer message closes with 1009
 * @param messagesPerSecond on average; above twice that at once closes with 1008
 * @param beat how often {@link Talk#beat} is called and time is looked at
 * @param slowAfter who takes nothing for so long while something waits is closed with 4008
 * @param pingAfter who said nothing for so long is sent a ping
 * @param silentAfter who said nothing for so long, not even a pong, is closed with 4008
 * @param closeWithin who has not taken leave so long after a close frame is cut off
 */
public record Limits(
        int maxMessageBytes,
        int messagesPerSecond,
        Duration beat,
        Duration slowAfter,
        Duration pingAfter,
        Duration silentAfter,
        Duration closeWithin) {
    public Limits {
        if (silentAfter.compareTo(pingAfter) <= 0) {
            throw new IllegalArgumentException(
                    "silent-after, " + silentAfter + ", must be longer than ping-after, " + pingAfter);
        }
    }
}
