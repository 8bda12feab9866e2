package io.conclave.http.security;

import io.conclave.http.port.Repeats;
import io.conclave.http.problem.Problem;
import io.conclave.http.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does a call that bears an {@code Idempotency-Key} once, and answers its repeats with what the first was answered.
 *
 * <p>503 says that nothing was done: such a call may be sent again under its name. After any other fault of ours nobody
 * knows, and the name stays taken.
 */
final class Once {
    static final String HEADER = "Idempotency-Key";

    private static final Logger LOG = LoggerFactory.getLogger(Once.class);
    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final HttpHeader REPLAYED = RawHeader.create("Idempotency-Replayed", "true");

    private final Repeats repeats;

    Once(Repeats repeats) {
        this.repeats = repeats;
    }

    /** @param call strict, of a known caller */
    CompletionStage<HttpResponse> run(Call call, Supplier<CompletionStage<HttpResponse>> act) {
        var given = Gatekeeper.header(call.request(), HEADER);
        if (given.isEmpty() || !call.row().method().equals("POST") || call.row().open()) {
            return act.get();
        }
        var name = given.get();
        if (!NAME.matcher(name).matches()) {
            throw new ProblemException(
                    Problem.invalid(HEADER, "An idempotency key is 1 to 128 printable characters without a space."));
        }
        return repeats.claim(call.caller().id(), name, digest(call.request()))
                .exceptionally(fault -> {
                    LOG.warn("A call cannot be claimed, so it is not done", fault);
                    throw new ProblemException(Problem.unavailable(
                            "idempotency_unavailable",
                            "The call cannot be remembered at the moment, so it is not done."));
                })
                .thenCompose(claim -> switch (claim) {
                    case Repeats.Fresh _ ->
                        act.get().thenCompose(answer -> remembered(call.caller().id(), name, answer));
                    case Repeats.Answered known -> CompletableFuture.completedStage(again(known.answer()));
                    case Repeats.Running _ ->
                        throw conflict(
                                "idempotency_in_progress",
                                "The first call of that name is still being done: ask again.");
                    case Repeats.Lost _ ->
                        throw conflict(
                                "idempotency_outcome_unknown",
                                "Nobody knows what the first call of that name did: look, and use a new name to do it again.");
                    case Repeats.Other _ ->
                        throw new ProblemException(new Problem(
                                "urn:conclave:problem:idempotency_key_reused",
                                "Idempotency key reused",
                                422,
                                "Another call bore that name: give each its own.",
                                "idempotency_key_reused",
                                HEADER));
                });
    }

    private CompletionStage<HttpResponse> remembered(String holder, String name, HttpResponse answer) {
        int status = answer.status().intValue();
        if (status == 503) {
            return after(repeats.release(holder, name), answer);
        }
        return status >= 500 || !(answer.entity() instanceof HttpEntity.Strict body)
                ? CompletableFuture.completedStage(answer)
                : after(
                        repeats.keep(
                                holder,
                                name,
                                new Repeats.Answer(
                                        status,
                                        body.getContentType().toString(),
                                        body.getData().utf8String(),
                                        answer.getHeader("Location").map(HttpHeader::value))),
                        answer);
    }

    /** What was done is done, and its caller must hear of it. */
    private static CompletionStage<HttpResponse> after(CompletionStage<?> noted, HttpResponse answer) {
        return noted.handle((Object _, @Nullable Throwable fault) -> {
            if (fault != null) {
                LOG.warn("An answer could not be remembered; repeats of its call will be refused", fault);
            }
            return answer;
        });
    }

    private static HttpResponse again(Repeats.Answer answer) {
        var type = org.apache.pekko.http.javadsl.model.ContentTypes.parse(answer.mediaType());
        var response = HttpResponse.create()
                .withStatus(answer.status())
                .withEntity(HttpEntities.create(type, answer.body().getBytes(StandardCharsets.UTF_8)))
                .addHeader(REPLAYED);
        Optional<HttpHeader> location = answer.location().map(uri -> RawHeader.create("Location", uri));
        return location.map(response::addHeader).orElse(response);
    }

    private static ProblemException conflict(String code, String detail) {
        return new ProblemException(Problem.of(409, "Conflict", code, detail));
    }

    private static String digest(HttpRequest request) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update((request.method().name() + " " + request.getUri().toRelative() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            if (request.entity() instanceof HttpEntity.Strict body) {
                sha.update(body.getData().toArray());
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
