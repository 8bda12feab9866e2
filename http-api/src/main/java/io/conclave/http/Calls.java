package io.conclave.http;

import io.conclave.http.metrics.Meters;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Stands before the guard and tells of each call: the meters, how long it took; the log, with its trace id.
 *
 * <p>The log has it at INFO if the caller records the trace, else at DEBUG. It has method, path and status: no query, no header
 * and no body, where secrets are.
 */
final class Calls {
    /** The key of the trace id in whatever is logged on the way. */
    static final String TRACE = "trace_id";

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    /** Whatever else somebody sends is counted as one. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Function<HttpRequest, CompletionStage<HttpResponse>> guard;
    private final Meters meters;

    Calls(Function<HttpRequest, CompletionStage<HttpResponse>> guard, Meters meters) {
        this.guard = guard;
        this.meters = meters;
    }

    CompletionStage<HttpResponse> handle(HttpRequest request) {
        long begun = System.nanoTime();
        var trace = request.getHeader("traceparent")
                .map(HttpHeader::value)
                .map(Trace::of)
                .orElseGet(Trace::begun);
        try (var _ = MDC.putCloseable(TRACE, trace.id())) {
            return guard.apply(request).whenComplete((answer, _) -> tell(request, answer, trace, begun));
        }
    }

    /** @param answer null if the connection is to be cut */
    private void tell(HttpRequest request, @Nullable HttpResponse answer, Trace trace, long begun) {
        var took = Duration.ofNanos(System.nanoTime() - begun);
        int status = answer == null ? 500 : answer.status().intValue();
        var method = request.method().name();
        meters.requestAnswered(METHODS.contains(method) ? method : "other", status, took);
        LOG.atLevel(trace.wanted() ? Level.INFO : Level.DEBUG)
                .addKeyValue(TRACE, trace.id())
                .addKeyValue("method", method)
                .addKeyValue("path", request.getUri().path())
                .addKeyValue("status", status)
                .addKeyValue("millis", took.toMillis())
                .log("{} {} answered {}", method, request.getUri().path(), status);
    }
}
