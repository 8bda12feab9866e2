package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.pathPrefix;

import io.conclave.http.metrics.Meters;
import io.conclave.http.port.Access;
import io.conclave.http.port.Engine;
import io.conclave.http.security.AccessTable;
import io.conclave.http.security.Doorkeeper;
import io.conclave.http.security.Guard;
import io.conclave.http.security.Visits;
import io.conclave.http.stream.Streaming;
import io.conclave.http.tls.Tls;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.SystemMaterializer;

/**
 * The engine's one HTTP server: REST below {@code /v1}, the stream, health and metrics, and the page.
 *
 * <p>Asks the engine through {@link Engine}; holds no state of its own but the connections.
 */
public final class HttpServer {
    private final ServerBinding binding;
    private final String scheme;
    private final Cancellable looks;

    private HttpServer(ServerBinding binding, String scheme, Cancellable looks) {
        this.binding = binding;
        this.scheme = scheme;
        this.looks = looks;
    }

    /**
     * Starts to listen.
     *
     * @param clock for the times on heartbeats, sessions and the trail
     * @return fails with a {@link java.net.BindException} inside if the port is taken, with an
     *     {@link UnsafeAddressException} if others could reach it and there is no key, with an {@link
     *     io.conclave.http.tls.UnfitCertificateException} if it is to speak TLS and cannot
     */
    public static CompletionStage<HttpServer> start(
            ActorSystem<?> system,
            HttpSettings settings,
            Engine engine,
            Access access,
            Meters meters,
            InstantSource clock) {
        return start(system, settings, engine, access, meters, clock, AccessTable.API);
    }

    static CompletionStage<HttpServer> start(
            ActorSystem<?> system,
            HttpSettings settings,
            Engine engine,
            Access access,
            Meters meters,
            InstantSource clock,
            AccessTable table) {
        requireOwnSettings(system);
        var assembly = new Assembly(system, settings, engine, access, meters, clock);
        var calls = new Calls(assembly.guard(table)::handle, meters);
        return safe(settings, access)
                .thenCompose(_ -> place(system, settings, clock).bind(calls::handle))
                .thenApply(binding ->
                        new HttpServer(binding, settings.tls().isPresent() ? "https" : "http", assembly.looks()));
    }

    private static ServerBuilder place(ActorSystem<?> system, HttpSettings settings, InstantSource clock) {
        var place = Http.get(system).newServerAt(settings.host(), settings.port());
        return settings.tls()
                .map(tls -> place.enableHttps(Tls.open(tls, clock).connections()))
                .orElse(place);
    }

    /** Who is near and who calls too often is told by the caller's address, which Pekko gives only when it is asked to. */
    private static void requireOwnSettings(ActorSystem<?> system) {
        if (!system.settings().config().getBoolean("pekko.http.server.remote-address-attribute")) {
            throw new IllegalStateException(
                    "A library's settings hide this server's own: put conclave-*.jar before other"
                            + " jars on the class path, as ./conclave does");
        }
    }

    /** Where others can reach it, nobody is let in without a key, and so there must be one. */
    private static CompletionStage<?> safe(HttpSettings settings, Access access) {
        if (settings.isLoopback()) {
            return CompletableFuture.completedStage(true);
        }
        return access.keys().anyHolds().thenAccept(any -> {
            if (!any) {
                throw new UnsafeAddressException(settings.host(), "there is no key: ./conclave keys create makes one.");
            }
        });
    }

    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /** Where people point a browser. */
    public URI uri() {
        return uriOf(scheme, address());
    }

    static URI uriOf(String scheme, InetSocketAddress address) {
        // Of IPv6 there is one loopback address; browsers and the gatekeeper know it by its short form.
        boolean six = address.getAddress() instanceof Inet6Address;
        String host = six ? "[::1]" : address.getAddress().getHostAddress();
        return URI.create(scheme + "://" + host + ":" + address.getPort() + "/");
    }

    /** Stops listening; requests under way get a moment to finish, streams are cut. */
    public CompletionStage<Done> stop() {
        looks.cancel();
        return binding.terminate(Duration.ofSeconds(3)).thenApply(_ -> Done.getInstance());
    }

    /** Puts the route files together, behind the guard. */
    private static final class Assembly {
        private final ActorSystem<?> system;
        private final HttpSettings settings;
        private final Access access;
        private final InstantSource clock;
        private final Doorkeeper doorkeeper;
        private final Visits visits;
        private final SessionRoutes sessions;
        private final AuditRoutes audit;
        private final RoundRoutes rounds;
        private final JobRoutes jobs;
        private final OrderRoutes orders;
        private final KillSwitchRoutes killSwitch;
        private final RiskRoutes risk;
        private final NewsRoutes news;
        private final DecisionRoutes decisions;
        private final AgentRoutes agents;
        private final AccountRoutes accounts;
        private final MarketRoutes markets;
        private final NodeRoutes node;
        private final StreamRoutes stream;
        private final PageRoutes page = new PageRoutes();

        Assembly(
                ActorSystem<?> system,
                HttpSettings settings,
                Engine engine,
                Access access,
                Meters meters,
                InstantSource clock) {
            this.system = system;
            this.settings = settings;
            this.access = access;
            this.clock = clock;
            var replies = new Replies(settings.answerWithin());
            doorkeeper = new Doorkeeper(access.keys(), settings.security(), settings.isLoopback(), clock);
            visits = new Visits(doorkeeper);
            sessions = new SessionRoutes(doorkeeper, replies);
            audit = new AuditRoutes(access.trail(), replies);
            rounds = new RoundRoutes(engine.votes(), replies);
            jobs = new JobRoutes(engine.jobs(), replies);
            orders = new OrderRoutes(engine.desk(), replies);
            killSwitch = new KillSwitchRoutes(engine.killSwitch(), replies);
            risk = new RiskRoutes(engine.risk(), replies);
            news = new NewsRoutes(engine.news(), replies);
            decisions = new DecisionRoutes(engine.decisions(), replies);
            agents = new AgentRoutes(engine.agents(), replies);
            accounts = new AccountRoutes(engine.accounts(), replies);
            var materializer = SystemMaterializer.get(system).materializer();
            markets = new MarketRoutes(engine.markets(), replies, materializer);
            node = new NodeRoutes(engine.node(), meters, replies);
            stream = new StreamRoutes(
                    new Streaming(engine, settings.stream(), meters, clock, materializer, Json::write), visits);
        }

        /** Looks after whoever stays. */
        Cancellable looks() {
            return system.scheduler()
                    .scheduleAtFixedRate(Visits.EVERY, Visits.EVERY, visits::look, system.executionContext());
        }

        Guard guard(AccessTable table) {
            var answered =
                    routes().seal(Rejections.rejections(), Rejections.faults()).function(system);
            return new Guard(new Guard.Surroundings(
                    settings.isLoopback(),
                    settings.security(),
                    settings.maxBodyBytes(),
                    table,
                    doorkeeper,
                    access,
                    clock,
                    SystemMaterializer.get(system).materializer(),
                    Replies::failed,
                    request -> answer(answered, request)));
        }

        private static CompletionStage<HttpResponse> answer(
                org.apache.pekko.japi.function.Function<HttpRequest, CompletionStage<HttpResponse>> routes,
                HttpRequest request) {
            try {
                return routes.apply(request);
            } catch (Exception e) {
                return CompletableFuture.failedStage(e);
            }
        }

        /** Built once: what a directive gets as a supplier is asked for at every request. */
        private Route routes() {
            var versioned = concat(
                    sessions.routes(),
                    audit.routes(),
                    rounds.routes(),
                    jobs.routes(),
                    orders.routes(),
                    killSwitch.routes(),
                    risk.routes(),
                    news.routes(),
                    decisions.routes(),
                    agents.routes(),
                    accounts.routes(),
                    markets.routes(),
                    node.versioned(),
                    stream.routes());
            return concat(pathPrefix("v1", () -> versioned), node.routes(), page.routes());
        }
    }
}
