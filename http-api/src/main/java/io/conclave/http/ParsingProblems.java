package io.conclave.http;

import io.conclave.http.problem.Problem;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers requests that are not even HTTP, which never reach a route. Pekko finds it by name in {@code
 * pekko.http.server.parsing.error-handler} and expects a Scala object, hence {@link #MODULE$}.
 */
public final class ParsingProblems extends ParsingErrorHandler {
    public static final ParsingProblems MODULE$ = new ParsingProblems();

    private ParsingProblems() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        log.debug("Illegal request, answered with {}: {}", status, error.formatPretty());
        return Replies.problem(Problem.of(status.intValue(), "Illegal request", "illegal_request", error.summary()));
    }
}
