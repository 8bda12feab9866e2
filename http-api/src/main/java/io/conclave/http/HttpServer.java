package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.mapResponse;
import static org.apache.pekko.http.javadsl.server.Directives.pathPrefix;

import io.conclave.http.metrics.Meters;
import io.conclave.http.port.Engine;
import io.conclave.http.stream.Streaming;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.SystemMaterializer;

/**
 * The engine's one HTTP server: REST below {@code /v1}, the stream, health and metrics, and the page.
 *
 * <p>Asks the engine through {@link Engine}; holds no state of its own but the connections.
 */
public final class HttpServer {
    private final ServerBinding binding;

    private HttpServer(ServerBinding binding) {
        this.binding = binding;
    }

    /**
     * Starts to listen.
     *
     * @param clock for the times on heartbeats
     * @return fails with a {@link java.net.BindException} inside if the port is taken
     */
    public static CompletionStage<HttpServer> start(
            ActorSystem<?> system, HttpSettings settings, Engine engine, Meters meters, InstantSource clock) {
        var routes = new Assembly(system, settings, engine, meters, clock).routes();
        return Http.get(system)
                .newServerAt(settings.host(), settings.port())
                .bind(routes)
                .thenApply(HttpServer::new);
    }

    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /** Where people point a browser. */
    public URI uri() {
        return uriOf(address());
    }

    static URI uriOf(InetSocketAddress address) {
        // Of IPv6 there is one loopback address; browsers and the gatekeeper know it by its short form.
        boolean six = address.getAddress() instanceof Inet6Address;
        String host = six ? "[::1]" : address.getAddress().getHostAddress();
        return URI.create("http://" + host + ":" + address.getPort() + "/");
    }

    /** Stops listening; requests under way get a moment to finish, streams are cut. */
    public CompletionStage<Done> stop() {
        return binding.terminate(Duration.ofSeconds(3)).thenApply(_ -> Done.getInstance());
    }

    /** Puts the route files together, behind the gatekeeper. */
    private static final class Assembly {
        private final Gatekeeper gatekeeper;
        private final DecisionRoutes decisions;
        private final AgentRoutes agents;
        private final AccountRoutes accounts;
        private final MarketRoutes markets;
        private final NodeRoutes node;
        private final StreamRoutes stream;
        private final PageRoutes page = new PageRoutes();

        Assembly(ActorSystem<?> system, HttpSettings settings, Engine engine, Meters meters, InstantSource clock) {
            var replies = new Replies(settings.answerWithin());
            gatekeeper = new Gatekeeper(settings.maxBodyBytes());
            decisions = new DecisionRoutes(engine.decisions(), replies);
            agents = new AgentRoutes(engine.agents(), replies);
            accounts = new AccountRoutes(engine.accounts(), replies);
            var materializer = SystemMaterializer.get(system).materializer();
            markets = new MarketRoutes(engine.markets(), replies, materializer);
            node = new NodeRoutes(engine.node(), meters, replies);
            stream = new StreamRoutes(
                    new Streaming(engine, settings.stream(), meters, clock, materializer, Json::write));
        }

        Route routes() {
            var all = concat(
                    pathPrefix(
                            "v1",
                            () -> concat(
                                    decisions.routes(),
                                    agents.routes(),
                                    accounts.routes(),
                                    markets.routes(),
                                    node.versioned(),
                                    stream.routes())),
                    node.routes(),
                    page.routes());
            var answered = all.seal(Rejections.rejections(), Rejections.faults());
            return mapResponse(
                    gatekeeper::guarded,
                    () -> extractRequest(request -> gatekeeper
                            .objection(request)
                            .<Route>map(problem -> complete(Replies.problem(problem)))
                            .orElse(answered)));
        }
    }
}
