package io.conclave.http.stream;

import io.conclave.http.metrics.Meters;
import io.conclave.http.port.Decisions;
import io.conclave.http.port.Markets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.settings.WebSocketSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * The live stream: one {@link Session} for each client.
 * <pre>
 * client: {"op":"subscribe"|"unsubscribe","channel":"book"|"decisions"|"heartbeat","symbol":…,"depth":…}
 * server: snapshot, then updates chained by seq and prev_seq; heartbeat each second; resync; error
 * </pre>
 * A client that reads slowly gets fewer, merged updates; one that stops reading is closed with 4008 and slows nobody.
 */
public final class Streaming {
    /** A message that comes in pieces must be complete by then, or it counts as too long. */
    private static final Duration PIECES_WITHIN = Duration.ofSeconds(5);

    private final Session.Surroundings surroundings;
    private final ActorSystem<?> system;
    private final Materializer materializer;

    /** @param write a frame as JSON */
    public Streaming(
            Markets markets,
            Decisions decisions,
            StreamSettings settings,
            Meters meters,
            InstantSource clock,
            ActorSystem<?> system,
            Function<Object, String> write) {
        this.surroundings = new Session.Surroundings(markets, decisions, settings, meters, clock, write);
        this.system = system;
        this.materializer = SystemMaterializer.get(system).materializer();
    }

    /** Answers the handshake; the client is served from then on. */
    public HttpResponse accept(WebSocketUpgrade upgrade) {
        var closing = new Closing();
        Flow<Message, Message, NotUsed> messages = Flow.of(Message.class)
                .mapAsync(1, this::strict)
                .via(new Session(surroundings, closing))
                .map(TextMessage::create);
        return closing.upgrade(
                upgrade,
                ScalaMessages.flow(messages),
                settings(),
                Adapter.toClassic(system).log());
    }

    private WebSocketSettings settings() {
        var server = (org.apache.pekko.http.scaladsl.settings.ServerSettings)
                ServerSettings.create(Adapter.toClassic(system));
        return server.websocketSettings();
    }

    private CompletionStage<Inbound> strict(Message message) {
        int limit = surroundings.settings().maxMessageBytes();
        return switch (message) {
            case TextMessage text
            when text.isStrict() ->
                CompletableFuture.completedFuture(
                        text.getStrictText().length() <= limit
                                ? new Inbound.Text(text.getStrictText())
                                : new Inbound.TooLong());
            case TextMessage pieces ->
                pieces.getStreamedText()
                        .completionTimeout(PIECES_WITHIN)
                        .limitWeighted(limit, piece -> (long) piece.length())
                        .runFold("", String::concat, materializer)
                        .<Inbound>thenApply(Inbound.Text::new)
                        .exceptionally(_ -> new Inbound.TooLong());
            case BinaryMessage bytes -> {
                bytes.getStreamedData().runWith(Sink.cancelled(), materializer);
                yield CompletableFuture.completedFuture(new Inbound.Binary());
            }
            default -> throw new IllegalStateException("A WebSocket message is text or binary");
        };
    }
}
