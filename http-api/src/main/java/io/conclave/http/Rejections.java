package io.conclave.http;

import io.conclave.http.problem.Problem;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.ExceptionHandler;
import org.apache.pekko.http.javadsl.server.MethodRejection;
import org.apache.pekko.http.javadsl.server.Rejection;
import org.apache.pekko.http.javadsl.server.RejectionHandler;

/** Puts our words where Pekko would answer in plain text: no such path, wrong method, anything thrown. */
final class Rejections {
    private Rejections() {}

    static RejectionHandler rejections() {
        return RejectionHandler.newBuilder()
                .handleAll(MethodRejection.class, all -> {
                    var allowed = all.stream()
                            .map(MethodRejection::supported)
                            .map(HttpMethod::name)
                            .distinct()
                            .collect(Collectors.joining(", "));
                    return Directives.complete(Replies.problem(Problem.of(
                                    405, "Method not allowed", "method_not_allowed", "Here you may: " + allowed + "."))
                            .addHeader(RawHeader.create("Allow", allowed)));
                })
                .handle(
                        Rejection.class,
                        other -> Directives.complete(Replies.problem(Problem.of(
                                400, "Bad request", "bad_request", "The request cannot be read: see /openapi.yaml."))))
                .handleNotFound(Directives.complete(Replies.problem(
                        Problem.notFound("There is nothing at this path: /openapi.yaml says what there is."))))
                .build();
    }

    static ExceptionHandler faults() {
        return ExceptionHandler.newBuilder()
                .matchAny(fault -> Directives.complete(Replies.failed(fault)))
                .build();
    }
}
