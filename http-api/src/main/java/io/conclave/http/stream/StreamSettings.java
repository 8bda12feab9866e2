package io.conclave.http.stream;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What a client of the stream may do, and how long we wait for it.
 *
 * @param heartbeat between two heartbeats
 * @param slowAfter a reader that takes nothing for so long while something waits is closed with 4008
 * @param maxMessageBytes a longer message from a client closes it with 1009
 * @param messagesPerSecond what a client may send on average; above twice that at once it is closed with 1008
 * @param maxSubscriptions books one client may follow
 */
public record StreamSettings(
        Duration heartbeat, Duration slowAfter, int maxMessageBytes, int messagesPerSecond, int maxSubscriptions) {
    /** Reads {@code conclave.http.stream}. */
    public static StreamSettings from(Config stream) {
        return new StreamSettings(
                stream.getDuration("heartbeat"),
                stream.getDuration("slow-after"),
                Math.toIntExact(stream.getBytes("max-message-size")),
                stream.getInt("messages-per-second"),
                stream.getInt("max-subscriptions"));
    }
}
