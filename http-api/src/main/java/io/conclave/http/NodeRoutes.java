package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathPrefix;

import io.conclave.http.metrics.Meters;
import io.conclave.http.port.Node;
import io.conclave.http.problem.Problem;
import io.conclave.http.security.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * The process over HTTP.
 * <pre>
 * GET /v1/run         200 RunView
 * GET /version        200 VersionView
 * GET /health/live    200 {status: "up"}: the server answers
 * GET /health/ready   200 ReadinessView | 503 not_ready, which says what is missing
 * GET /metrics        200 Prometheus text
 * </pre>
 */
final class NodeRoutes extends Routing {
    private static final ContentType PROMETHEUS = MediaTypes.customWithFixedCharset(
                    "text", "plain", HttpCharsets.UTF_8, Map.of("version", "0.0.4"), false)
            .toContentType();

    private final Node node;
    private final Meters meters;

    NodeRoutes(Node node, Meters meters, Replies replies) {
        super(replies);
        this.node = node;
        this.meters = meters;
    }

    /** Below {@code /v1}. */
    Route versioned() {
        return path("run", () -> read(Set.of(), _ -> node.run().thenApply(Replies::ok)));
    }

    /** At the root, where probes and scrapers look. */
    Route routes() {
        return concat(
                path("version", () -> read(Set.of(), _ -> done(Replies.ok(node.version())))),
                pathPrefix(
                        "health",
                        () -> concat(
                                path("live", () -> read(Set.of(), _ -> done(Replies.ok(Map.of("status", "up"))))),
                                path("ready", () -> readBy(Set.of(), this::ready)))),
                path("metrics", () -> get(() -> complete(metrics()))));
    }

    /** Everybody may know whether; only who is known, what is wrong, for it names servers. */
    private CompletionStage<HttpResponse> ready(HttpRequest request) {
        return node.readiness().thenApply(readiness -> {
            if (readiness.ready()) {
                return Replies.ok(readiness);
            }
            var wrong = readiness.parts().entrySet().stream()
                    .filter(part -> !part.getValue().equals("ok"))
                    .map(part -> Caller.of(request).isKnown() ? part.getKey() + ": " + part.getValue() : part.getKey())
                    .toList();
            return Replies.problem(Problem.unavailable("not_ready", String.join("; ", wrong)));
        });
    }

    private HttpResponse metrics() {
        return HttpResponse.create()
                .withEntity(HttpEntities.create(PROMETHEUS, meters.scrape().getBytes(StandardCharsets.UTF_8)));
    }

    private static CompletableFuture<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
