package io.conclave.http.stream;

import io.conclave.http.metrics.Meters;
import io.conclave.http.port.Engine;
import io.conclave.http.websocket.WebSockets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.stream.Materializer;

/**
 * The live stream: one {@link Session} for each client, one set of {@link Channels} for all.
 * <pre>
 * client: {"op":"subscribe"|"unsubscribe","channel":"book"|"trades"|"decisions"|"orders"|"heartbeat","symbol":…,"depth":…}
 * server: snapshot, then updates chained by seq and prev_seq; heartbeat each second; resync; error
 * </pre>
 * A client that reads slowly gets fewer, merged updates; one that stops reading is closed with 4008 and slows nobody. One
 * whose key holds no more is closed with 4401.
 */
public final class Streaming {
    private final Session.Surroundings around;
    private final WebSockets sockets;

    /** @param write a frame as JSON */
    public Streaming(
            Engine engine,
            StreamSettings settings,
            Meters meters,
            InstantSource clock,
            Materializer materializer,
            Function<Object, String> write) {
        var channels = new Channels(engine.markets(), engine.decisions(), engine.orders(), write, materializer);
        this.around = new Session.Surroundings(channels, settings, meters, clock, write);
        this.sockets = new WebSockets(settings.limits());
    }

    /** Answers the handshake, and the client is served from then on; empty when there are too many already. */
    public Optional<HttpResponse> accept(WebSocketUpgrade upgrade, Pass pass) {
        return around.meters().streamClients() >= around.settings().maxClients()
                ? Optional.empty()
                : Optional.of(sockets.accept(upgrade, line -> new Session(around, line, pass)));
    }
}
