package io.conclave.http.stream;

import com.typesafe.config.Config;
import io.conclave.http.websocket.Limits;

/**
 * How many a client may be and follow, and how long we wait for one.
 *
 * @param limits of each connection; its beat is the heartbeat of the stream
 * @param maxSubscriptions channels one client may follow
 * @param maxClients at once; one more is answered with 503
 */
public record StreamSettings(Limits limits, int maxSubscriptions, int maxClients) {
    private static final long HEAP_A_CLIENT = 24 * 1024;

    /** Reads {@code conclave.http.stream}; on a small heap fewer clients are let in, so that half of it is enough for them. */
    public static StreamSettings from(Config stream) {
        long most = Runtime.getRuntime().maxMemory() / 2 / HEAP_A_CLIENT;
        return new StreamSettings(
                new Limits(
                        Math.toIntExact(stream.getBytes("max-message-size")),
                        stream.getInt("messages-per-second"),
                        stream.getDuration("heartbeat"),
                        stream.getDuration("slow-after"),
                        stream.getDuration("ping-after"),
                        stream.getDuration("silent-after"),
                        stream.getDuration("close-within")),
                stream.getInt("max-subscriptions"),
                (int) Math.min(most, stream.getInt("max-clients")));
    }
}
