package io.conclave.http;

import io.conclave.http.problem.Problem;
import io.conclave.http.problem.ProblemException;
import io.conclave.http.security.Guard;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the engine answers, or fails to, into responses. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
    private static final ContentType PROBLEM = MediaTypes.customWithFixedCharset(
                    "application", "problem+json", HttpCharsets.UTF_8, Map.of(), true)
            .toContentType();

    private static final Problem UNKNOWN = Problem.of(
            504,
            "Outcome unknown",
            "outcome_unknown",
            "The engine did not say in time whether it was done: look before you ask for it again.");

    private final Duration answerWithin;

    Replies(Duration answerWithin) {
        this.answerWithin = answerWithin;
    }

    static HttpResponse ok(Object view) {
        return json(200, view);
    }

    static HttpResponse json(int status, Object view) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.write(view)));
    }

    /** JSON that was written elsewhere. */
    static HttpResponse raw(String json) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, json));
    }

    static HttpResponse problem(Problem problem) {
        return HttpResponse.create()
                .withStatus(problem.status())
                .withEntity(HttpEntities.create(PROBLEM, Json.write(problem).getBytes(StandardCharsets.UTF_8)))
                .addAttribute(Guard.CODE, problem.code());
    }

    /** An answer the engine owes us; late is 503, a fault 500. */
    CompletionStage<HttpResponse> when(CompletionStage<HttpResponse> reply) {
        return reply.toCompletableFuture()
                .copy()
                .orTimeout(answerWithin.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(Replies::failed);
    }

    /** The same of something that acts: what is late may have been done all the same, so late is 504. */
    CompletionStage<HttpResponse> whenDone(CompletionStage<HttpResponse> reply) {
        return reply.toCompletableFuture()
                .copy()
                .orTimeout(answerWithin.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(fault -> isLate(fault) ? problem(UNKNOWN) : failed(fault));
    }

    private static boolean isLate(Throwable fault) {
        return fault instanceof TimeoutException
                || (fault instanceof CompletionException && fault.getCause() instanceof TimeoutException);
    }

    static HttpResponse failed(Throwable fault) {
        return switch (fault) {
            case CompletionException wrapped when wrapped.getCause() != null -> failed(wrapped.getCause());
            case ExecutionException wrapped when wrapped.getCause() != null -> failed(wrapped.getCause());
            case ProblemException known -> problem(known.problem());
            case TimeoutException late ->
                problem(Problem.unavailable("timeout", "The engine did not answer in time: try again."));
            default -> {
                LOG.error("A request failed", fault);
                yield problem(Problem.of(
                        500, "Internal error", "internal", "The engine failed to answer: its log says why."));
            }
        };
    }
}
