package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.path;

import io.conclave.http.problem.Problem;
import io.conclave.http.security.Visits;
import io.conclave.http.stream.Pass;
import io.conclave.http.stream.Streaming;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * The live stream over HTTP.
 * <pre>
 * GET /v1/stream   101 a WebSocket; docs/protocols/book-stream.md tells what is said there | 426 upgrade_required
 *                  | 503 too_many_streams
 * </pre>
 */
final class StreamRoutes {
    private final Streaming streaming;
    private final Visits visits;

    StreamRoutes(Streaming streaming, Visits visits) {
        this.streaming = streaming;
        this.visits = visits;
    }

    Route routes() {
        return path(
                "stream",
                () -> get(() -> extractRequest(request -> request.getAttribute(AttributeKeys.webSocketUpgrade)
                        .map(upgrade -> complete(
                                streaming.accept(upgrade, pass(request)).orElseGet(StreamRoutes::full)))
                        .orElseGet(() -> complete(Replies.problem(Problem.of(
                                        426,
                                        "Upgrade required",
                                        "upgrade_required",
                                        "This is a WebSocket: open it as ws://, not http://."))
                                .addHeader(RawHeader.create("Sec-WebSocket-Version", "13")))))));
    }

    private Pass pass(HttpRequest request) {
        return ended -> visits.begin(request, code -> ended.accept(new Pass.Ended(code, !code.equals(Visits.UNKNOWN))));
    }

    private static HttpResponse full() {
        return Replies.problem(Problem.of(
                        503,
                        "Service unavailable",
                        "too_many_streams",
                        "As many clients follow the stream as may: try again later."))
                .addHeader(RawHeader.create("Retry-After", "5"));
    }
}
