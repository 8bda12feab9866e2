package io.conclave.http.websocket;

import java.util.function.Function;
import org.apache.pekko.http.impl.engine.ws.FrameEvent;
import org.apache.pekko.http.impl.engine.ws.UpgradeToWebSocketLowLevel;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.stream.javadsl.Flow;
import scala.Option;

/**
 * Answers handshakes with connections of our own.
 *
 * <p>Pekko HTTP's own messages have no close codes, no word on who reads, and cost every frame some twenty stages: this
 * package takes the frames below them, which Pekko calls internal. It is the only one that does.
 */
public final class WebSockets {
    private final Limits limits;

    public WebSockets(Limits limits) {
        this.limits = limits;
    }

    /**
     * Answers the handshake; the client is served from then on.
     *
     * @param talks begins what is said on the connection
     */
    public HttpResponse accept(WebSocketUpgrade upgrade, Function<Line, Talk> talks) {
        Flow<FrameEvent, FrameEvent, Object> frames =
                Flow.fromGraph(new Connection(limits, talks)).mapMaterializedValue(Object.class::cast);
        return ((UpgradeToWebSocketLowLevel) upgrade).handleFrames(frames, Option.empty());
    }
}
