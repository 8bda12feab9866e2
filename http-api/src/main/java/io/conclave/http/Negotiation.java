package io.conclave.http;

import io.conclave.http.problem.Problem;
import io.conclave.http.problem.ProblemException;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaRange;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.Accept;

/** Whether the caller can read what we write; if not, 406 says what there is. */
final class Negotiation {
    private Negotiation() {}

    static void requireJson(HttpRequest request) {
        require(request, MediaTypes.APPLICATION_JSON);
    }

    static void require(HttpRequest request, MediaType type) {
        boolean readable = request.getHeader(Accept.class)
                .map(accept -> StreamSupport.stream(accept.getMediaRanges().spliterator(), false)
                        .anyMatch(range -> accepts(range, type)))
                .orElse(true);
        if (!readable) {
            throw new ProblemException(Problem.of(
                    406,
                    "Not acceptable",
                    "not_acceptable",
                    "This is served as " + type + " only: accept that, or send no Accept header."));
        }
    }

    private static boolean accepts(MediaRange range, MediaType type) {
        return range.matches(type) && range.qValue() > 0;
    }
}
