package io.conclave.http.security;

import io.conclave.domain.access.Role;
import io.conclave.http.port.Trail;
import io.conclave.http.problem.Problem;
import io.conclave.http.problem.ProblemException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RequestEntityAcceptances;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before all routes: nothing reaches one that the table does not let in, and nothing acts without leaving a trace.
 *
 * <pre>
 * host, origin, size ─▶ table ─▶ limit of the address ─▶ who is it? ─▶ role, CSRF ─▶ limit of the key
 *                       │                                             ─▶ can the trail take it? ─▶ once ─▶ route ─▶ trail
 *                       └─ no row: 404 or 405 if the routes know nothing of it either, 403 if they do
 * </pre>
 */
public final class Guard {
    /** On an answer that is a problem: its code, for the trail. */
    public static final AttributeKey<String> CODE = AttributeKey.create("conclave-code", String.class);

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final Duration TO_SEND_A_BODY = Duration.ofSeconds(5);

    /** Bytes of a body, however few of them may be meant. */
    private static final long MOST_READ_AWAY = 1 << 20;

    /** Nobody serves it: asked with it, a route says that it is there, and does nothing. */
    private static final HttpMethod PROBE =
            HttpMethods.custom("CONCLAVE-PROBE", true, true, RequestEntityAcceptances.Tolerated);

    private final Gatekeeper gatekeeper;
    private final AccessTable table;
    private final Doorkeeper doorkeeper;
    private final Trail trail;
    private final Once once;
    private final RateLimits byAddress;
    private final RateLimits byKey;
    private final InstantSource clock;
    private final Materializer materializer;
    private final Function<Throwable, HttpResponse> problems;
    private final Function<HttpRequest, CompletionStage<HttpResponse>> routes;

    /**
     * What stands around it.
     *
     * @param problems turns what went wrong into an answer
     * @param routes sealed: they answer everything
     */
    public record Surroundings(
            boolean onLoopback,
            SecuritySettings settings,
            long maxBodyBytes,
            AccessTable table,
            Doorkeeper doorkeeper,
            io.conclave.http.port.Access access,
            InstantSource clock,
            Materializer materializer,
            Function<Throwable, HttpResponse> problems,
            Function<HttpRequest, CompletionStage<HttpResponse>> routes) {}

    public Guard(Surroundings around) {
        var settings = around.settings();
        this.gatekeeper = new Gatekeeper(around.onLoopback(), settings, around.maxBodyBytes());
        this.table = around.table();
        this.doorkeeper = around.doorkeeper();
        this.trail = around.access().trail();
        this.once = new Once(around.access().repeats());
        this.byAddress = new RateLimits(settings.address());
        this.byKey = new RateLimits(settings.key());
        this.clock = around.clock();
        this.materializer = around.materializer();
        this.problems = around.problems();
        this.routes = around.routes();
    }

    /** Answers a request, whatever it is. */
    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        var row = table.find(request.method().name(), request.getUri().path());
        var answer = row.map(known -> enter(Call.of(request, known))).orElseGet(() -> elsewhere(request));
        return answer.thenApply(gatekeeper::guarded);
    }

    // ---- what is in no row

    private CompletionStage<HttpResponse> elsewhere(HttpRequest request) {
        var objection = gatekeeper.objection(request);
        if (objection.isPresent()) {
            return refused(request, objection.get());
        }
        var left = byAddress.take(Call.of(request, NOWHERE).from());
        if (!left.granted()) {
            return refused(request, tooMany()).thenApply(answer -> told(answer, left));
        }
        return emptied(request)
                .thenCompose(bare -> routes.apply(bare.withMethod(PROBE)))
                .thenApply(answer -> {
                    boolean isServed = answer.getHeader("Allow").map(HttpHeader::value).stream()
                            .flatMap(allowed -> Arrays.stream(allowed.split(", ")))
                            .anyMatch(request.method().name()::equals);
                    return isServed
                            ? problems.apply(new ProblemException(Problem.of(
                                    403,
                                    "Forbidden",
                                    "not_allowed",
                                    "Nobody is allowed to do this: the table of access has no row for it.")))
                            : answer;
                });
    }

    private static final AccessTable.Row NOWHERE = new AccessTable.Row("", "", java.util.Set.of(), false);

    // ---- what is

    private CompletionStage<HttpResponse> enter(Call call) {
        var objection = gatekeeper.objection(call.request());
        if (objection.isPresent()) {
            return refused(call.request(), objection.get()).thenCompose(answer -> traced(call, answer));
        }
        var left = byAddress.take(call.from());
        if (!left.granted()) {
            return refused(call.request(), tooMany()).thenApply(answer -> told(answer, left));
        }
        if (call.row().open()) {
            var known = Gatekeeper.isHere(call.request()) ? call.by(Caller.LOCAL) : call;
            return admitted(known).thenApply(answer -> named(answer, call));
        }
        return doorkeeper
                .identify(call.request())
                .handle((@Nullable Caller caller, @Nullable Throwable fault) -> caller == null || fault != null
                        ? answered(call.request(), fault).thenCompose(answer -> traced(call, answer))
                        : authorised(call.by(caller)))
                .thenCompose(answer -> answer)
                .thenApply(answer -> named(answer, call));
    }

    private CompletionStage<HttpResponse> authorised(Call call) {
        var objection = objection(call);
        if (objection.isPresent()) {
            return refused(call.request(), objection.get()).thenCompose(answer -> traced(call, answer));
        }
        if (call.caller().means() == Caller.Means.PLACE) {
            return admitted(call);
        }
        var left = byKey.take(call.caller().id());
        var answer = left.granted() ? admitted(call) : refused(call.request(), tooMany());
        return answer.thenApply(response -> told(response, left));
    }

    /** Why a caller may not do this; empty if they may. */
    private Optional<Problem> objection(Call call) {
        var caller = call.caller();
        if (caller.role().isEmpty()) {
            return Optional.of(Problem.of(
                    401, "Unauthorized", "no_key", "Show a key: Authorization: Bearer tk_…, or log in on the page."));
        }
        if (!call.row().roles().contains(caller.role().get())) {
            var may = call.row().roles().stream().sorted().map(Role::word).collect(Collectors.joining(", "));
            return Optional.of(Problem.of(
                    403,
                    "Forbidden",
                    "role_not_allowed",
                    "The role " + caller.role().get().word() + " may not do this; these may: " + may + "."));
        }
        if (caller.means() != Caller.Means.SESSION) {
            return Optional.empty();
        }
        if (call.row().acts() && !doorkeeper.isOurPage(call.request())) {
            return Optional.of(Problem.of(
                    403,
                    "Forbidden",
                    "csrf_token_missing",
                    "Whoever acts in a session says its token in X-CSRF-Token: GET /v1/session tells it."));
        }
        boolean silent = Gatekeeper.isUpgrade(call.request())
                && Gatekeeper.header(call.request(), "Origin").isEmpty();
        return silent
                ? Optional.of(Problem.of(
                        403,
                        "Forbidden",
                        "origin_not_allowed",
                        "Whoever follows the stream in a session says its Origin."))
                : Optional.empty();
    }

    /** Nothing acts while nobody can write it down. */
    private CompletionStage<HttpResponse> admitted(Call call) {
        if (!call.row().acts()) {
            return emptied(call.request()).thenCompose(routes);
        }
        if (trail.trouble().isPresent()) {
            return refused(
                    call.request(),
                    Problem.unavailable(
                            "audit_unavailable",
                            "Nothing can be written down at the moment, so nothing is done: try again."));
        }
        return strict(call)
                .thenCompose(whole -> once.run(whole, () -> routes.apply(whole.request())))
                .handle((@Nullable HttpResponse answer, @Nullable Throwable fault) ->
                        answer == null ? answered(call.request(), fault) : CompletableFuture.completedStage(answer))
                .thenCompose(answer -> answer)
                .thenCompose(answer -> traced(call, answer));
    }

    /** With its body whole. One that came whole costs no stream to find that out. */
    private CompletionStage<Call> strict(Call call) {
        return call.request().entity() instanceof HttpEntity.Strict whole
                ? within(call, whole)
                : readable(call.request())
                        .toStrict(TO_SEND_A_BODY.toMillis(), MOST_READ_AWAY, materializer)
                        .handle((HttpEntity.@Nullable Strict whole, @Nullable Throwable fault) ->
                                whole == null ? unread(fault) : within(call, whole))
                        .thenCompose(stage -> stage);
    }

    private CompletionStage<Call> within(Call call, HttpEntity.Strict body) {
        return body.getData().size() <= gatekeeper.maxBodyBytes()
                ? CompletableFuture.completedStage(call.with(call.request().withEntity(body)))
                : CompletableFuture.failedStage(new ProblemException(gatekeeper.tooLarge()));
    }

    private CompletionStage<Call> unread(@Nullable Throwable fault) {
        return CompletableFuture.failedStage(new ProblemException(
                fault != null && cause(fault) instanceof TimeoutException
                        ? Problem.of(
                                408,
                                "Request timeout",
                                "body_timeout",
                                "The body took too long to come: send it whole.")
                        : gatekeeper.tooLarge()));
    }

    /** Whoever asked hears what became of it once it is written down, or cannot be. */
    private CompletionStage<HttpResponse> traced(Call call, HttpResponse answer) {
        if (!call.row().acts()) {
            return CompletableFuture.completedStage(answer);
        }
        int status = answer.status().intValue();
        var code = answer.getAttribute(CODE)
                .orElseGet(() -> answer.getHeader("Idempotency-Replayed").isPresent() ? "repeated" : "done");
        return trail.record(call.ended(status, code, clock.instant())).handle((Object _, @Nullable Throwable fault) -> {
            if (fault != null) {
                LOG.error("The trail lacks request {}, answered with {}", call.id(), status, fault);
            }
            return answer;
        });
    }

    // ---- answers

    private CompletionStage<HttpResponse> refused(HttpRequest request, Problem problem) {
        return answered(request, new ProblemException(problem));
    }

    private CompletionStage<HttpResponse> answered(HttpRequest request, @Nullable Throwable fault) {
        var answer = challenged(problems.apply(fault == null ? new IllegalStateException("Nobody was told") : fault));
        return emptied(request).thenApply(_ -> answer);
    }

    /**
     * The request without its body. What nobody reads is read away before there is an answer: else the connection would be
     * closed under a client that is still sending.
     */
    private CompletionStage<HttpRequest> emptied(HttpRequest request) {
        var bare = request.withEntity(HttpEntities.EMPTY);
        return request.entity().isStrict()
                ? CompletableFuture.completedStage(bare)
                : readable(request)
                        .discardBytes(materializer)
                        .completionStage()
                        .toCompletableFuture()
                        .orTimeout(TO_SEND_A_BODY.toMillis(), TimeUnit.MILLISECONDS)
                        .handle((_, _) -> bare);
    }

    /** More of a body may be read than may be sent: so that whoever sends too much hears why. */
    private static HttpEntity readable(HttpRequest request) {
        return request.entity().withSizeLimit(MOST_READ_AWAY);
    }

    private static HttpResponse challenged(HttpResponse answer) {
        return switch (answer.status().intValue()) {
            case 401 -> answer.addHeader(RawHeader.create("WWW-Authenticate", "Bearer realm=\"conclave\""));
            case 429 ->
                answer.getHeader("Retry-After").isPresent()
                        ? answer
                        : answer.addHeader(RawHeader.create("Retry-After", "60"));
            default -> answer;
        };
    }

    private static Problem tooMany() {
        return Problem.of(
                429, "Too many requests", "too_many_requests", "Slow down: Retry-After says how long to wait.");
    }

    private static HttpResponse told(HttpResponse answer, RateLimits.Left left) {
        var limited = left.granted()
                ? answer
                : answer.removeHeader("Retry-After")
                        .addHeader(RawHeader.create("Retry-After", Long.toString(left.againInSeconds())));
        return limited.addHeader(RawHeader.create("X-RateLimit-Limit", Long.toString(left.limit())))
                .addHeader(RawHeader.create("X-RateLimit-Remaining", Long.toString(left.remaining())))
                .addHeader(RawHeader.create("X-RateLimit-Reset", Long.toString(left.fullInSeconds())));
    }

    private static HttpResponse named(HttpResponse answer, Call call) {
        return answer.addHeader(RawHeader.create("X-Request-Id", call.id()));
    }

    private static Throwable cause(Throwable fault) {
        return fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    }
}
