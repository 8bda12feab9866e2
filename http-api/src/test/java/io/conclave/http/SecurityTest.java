package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.conclave.domain.access.Role;
import io.conclave.http.port.Keys;
import io.conclave.http.port.Votes;
import io.conclave.http.security.AccessTable;
import io.conclave.http.view.AuditView;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Who is let in, to do what; over real sockets, with every log line of the run searched for secrets when it is over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecurityTest {
    private static final String VOTES = "/v1/rounds/BTC-USD@1385769600000000000/votes";
    private static final String VOTE =
            "{\"decision\":\"BTC-USD@1385769600000000000\",\"agent\":\"momentum\",\"abstain\":\"no bars\"}";
    private static final Pattern COOKIE = Pattern.compile("conclave-session=([^;]+);");

    private final CannedRun run = new CannedRun(20, true);
    private final CannedAccess access = CannedAccess.withEveryRole();
    private final Eavesdropper eavesdropper = new Eavesdropper();
    private final Queue<String> secrets = new ConcurrentLinkedQueue<>(List.of(CannedAccess.secret()));
    private RunningServer api;

    /** Hears every line that is logged, whatever its level. */
    private static final class Eavesdropper extends AppenderBase<ILoggingEvent> {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            var thrown = event.getThrowableProxy();
            lines.add(event.getFormattedMessage() + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown)));
        }
    }

    @BeforeAll
    void start() throws Exception {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        eavesdropper.setContext(root.getLoggerContext());
        eavesdropper.start();
        root.addAppender(eavesdropper);
        ((Logger) LoggerFactory.getLogger("io.conclave")).setLevel(Level.TRACE);
        ((Logger) LoggerFactory.getLogger("org.apache.pekko.http")).setLevel(Level.TRACE);
        api = RunningServer.over(
                run.engine(), access, "conclave.http.security.rate.key.burst = 5000, pekko.loglevel = DEBUG");
    }

    @AfterAll
    void stopAndSearchTheLogs() {
        api.close();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(eavesdropper);
        assertThat(eavesdropper.lines).isNotEmpty();
        assertThat(eavesdropper.lines).noneSatisfy(line -> assertThat(secrets).anyMatch(line::contains));
        assertThat(access.calls)
                .extracting(AuditView.Call::toString)
                .noneSatisfy(call -> assertThat(secrets).anyMatch(call::contains));
    }

    // ---- the table

    @Test
    void everyRouteOfTheDocumentHasARowAndEveryRowARoute() throws Exception {
        var document = new ObjectMapper(new YAMLFactory())
                .readTree(api.get("/openapi.yaml").body());
        var routes = new TreeSet<String>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> routes.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));

        assertThat(AccessTable.API.rows().stream().filter(row -> !isOfThePage(row)))
                .extracting(row -> row.method() + " " + row.path())
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    /** The page, its parts and the document itself: served from the jar, and secret to nobody. */
    private static boolean isOfThePage(AccessTable.Row row) {
        return row.path().equals("/")
                || row.path().equals("/docs")
                || row.path().matches("/[a-z-]+\\.(js|css|svg|yaml)");
    }

    static Stream<AccessTable.Row> rows() {
        return AccessTable.API.rows().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRouteAnswersThoseOfItsRowAndNobodyElse(AccessTable.Row row) throws Exception {
        var stranger = api.send(request(row));
        if (row.open()) {
            assertThat(stranger.statusCode()).isNotIn(403, 404, 405);
            return;
        }
        assertProblem(stranger, 401, "no_key");
        assertThat(stranger.headers().firstValue("WWW-Authenticate")).isPresent();
        for (Role role : Role.values()) {
            var answer = api.send(as(role, request(row)));
            if (row.roles().contains(role)) {
                assertThat(answer.statusCode()).as(row + " " + role).isNotIn(401, 403, 404, 405);
            } else {
                assertProblem(answer, 403, "role_not_allowed");
            }
        }
    }

    @Test
    void aRouteWithoutARowIsClosedToEverybody() throws Exception {
        try (var closed = RunningServer.over(run.engine(), access, new AccessTable(List.of()))) {
            for (AccessTable.Row row : AccessTable.API.rows()) {
                for (Role role : Role.values()) {
                    var answer = closed.send(as(
                            role,
                            HttpRequest.newBuilder(closed.uri(example(row)))
                                    .method(row.method(), BodyPublishers.noBody())));
                    assertProblem(answer, 403, "not_allowed");
                }
            }
            assertProblem(closed.get("/v1/nothing"), 404, "not_found");
        }
    }

    @Test
    void whoHandsOutKeysCannotTradeAndWhoVotesDoesNothingElse() {
        for (AccessTable.Row row : AccessTable.API.rows()) {
            var own = row.path().equals("/v1/session");
            if (row.acts() && !row.open() && !own) {
                assertThat(row.roles()).as(row.toString()).doesNotContain(Role.VIEWER);
                boolean stopsTrading = row.method().equals("PUT") && row.path().equals("/v1/kill-switch");
                assertThat(row.roles().contains(Role.ADMIN)).as(row.toString()).isEqualTo(stopsTrading);
            }
            if (!row.open() && !own) {
                assertThat(row.roles().contains(Role.AGENT))
                        .as(row.toString())
                        .isEqualTo(row.path().endsWith("/votes"));
            }
        }
    }

    // ---- keys

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Bearer tk_wrong                 | bad_key
        Bearer                          | bad_key
        Basic dXNlcjpwYXNz              | bad_key
        Bearer REVOKED                  | key_revoked
        Bearer EXPIRED                  | key_expired
        """)
    void aKeyThatDoesNotHoldIsToldSo(String authorization, String code) throws Exception {
        try (var server = RunningServer.over(run.engine(), access, "")) {
            var shown = authorization
                    .replace("REVOKED", CannedAccess.key("revoked"))
                    .replace("EXPIRED", CannedAccess.key("expired"));

            var answer = server.send(
                    HttpRequest.newBuilder(server.uri("/v1/account")).header("Authorization", shown));

            assertProblem(answer, 401, code);
            assertThat(answer.body()).doesNotContain(CannedAccess.secret());
        }
    }

    @Test
    void whoGuessesKeysIsSentAwayForAWhile() throws Exception {
        try (var server = RunningServer.over(
                run.engine(), access, "conclave.http.security.rate.mistakes { burst = 3, per = 1 hour }")) {
            for (int i = 0; i < 3; i++) {
                assertProblem(
                        server.send(HttpRequest.newBuilder(server.uri("/v1/account"))
                                .header("Authorization", "Bearer tk_guess" + i)),
                        401,
                        "bad_key");
            }
            var answer = server.get("/v1/account", Role.VIEWER);
            assertProblem(answer, 429, "too_many_mistakes");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void whoIsOnThisMachineMayLookOnlyWhileNoKeyWasEverMadeAndOnlyIfThatIsWanted() throws Exception {
        try (var open = RunningServer.over(run.engine(), new CannedAccess(), "");
                var closed = RunningServer.over(
                        run.engine(), new CannedAccess(), "conclave.http.security.open-on-loopback = false")) {
            assertThat(open.get("/v1/account").statusCode()).isEqualTo(200);
            assertThat(RunningServer.json(open.get("/v1/session")).path("role").asText())
                    .isEqualTo("viewer");
            assertProblem(open.send(vote(open.uri(VOTES), VOTE)), 403, "role_not_allowed");
            assertProblem(
                    open.send(HttpRequest.newBuilder(open.uri("/v1/account")).header("X-Forwarded-For", "203.0.113.7")),
                    401,
                    "no_key");
            assertProblem(closed.get("/v1/account"), 401, "no_key");
            assertProblem(api.get("/v1/account"), 401, "no_key");
        }
    }

    @Test
    void whereOthersCanReachItAServerDoesNotStartWithoutAKeyThatHolds() throws Exception {
        var dead = new CannedAccess();
        dead.keys.put(CannedAccess.key("revoked"), new Keys.Revoked());
        for (CannedAccess keys : List.of(new CannedAccess(), dead)) {
            assertThatThrownBy(() -> RunningServer.over(run.engine(), keys, "conclave.http.host = \"0.0.0.0\""))
                    .hasRootCauseInstanceOf(UnsafeAddressException.class)
                    .hasStackTraceContaining("there is no key: ./conclave keys create makes one.");
        }
        try (var server = RunningServer.over(
                run.engine(),
                access,
                "conclave.http.host = \"0.0.0.0\", conclave.http.security.origins = [\"https://desk.example.org\"]")) {
            assertProblem(server.get("/v1/account"), 401, "no_key");
            assertThat(server.get("/v1/account", Role.VIEWER).statusCode()).isEqualTo(200);
            assertThat(raw(server, "Host: evil.example")).startsWith("HTTP/1.1 421 ");
            assertThat(raw(server, "Host: desk.example.org"))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("Strict-Transport-Security");
        }
    }

    // ---- browsers

    @Test
    void aBrowserLogsInIsKnownByItsCookieAndLogsOut() throws Exception {
        var in = logIn(Role.RISK);
        var cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=43200");
        var csrf = RunningServer.json(in).path("csrfToken").asText();
        var token = token(in);

        var who = api.send(inSession(token, "/v1/session"));
        assertThat(RunningServer.json(who).path("role").asText()).isEqualTo("risk");
        assertThat(RunningServer.json(who).path("csrfToken").asText()).isEqualTo(csrf);
        assertThat(api.send(inSession(token, "/v1/audit")).statusCode()).isEqualTo(200);

        assertProblem(api.send(inSession(token, "/v1/session").DELETE()), 403, "csrf_token_missing");
        assertProblem(
                api.send(inSession(token, "/v1/session")
                        .header("X-CSRF-Token", "guess")
                        .DELETE()),
                403,
                "csrf_token_missing");
        assertThat(api.send(inSession(token, "/v1/session")
                                .header("X-CSRF-Token", csrf)
                                .DELETE())
                        .statusCode())
                .isEqualTo(204);
        assertProblem(api.send(inSession(token, "/v1/session")), 401, "session_over");
    }

    @Test
    void aSessionEndsWithItsKey() throws Exception {
        var mortal = CannedAccess.withEveryRole();
        try (var server = RunningServer.over(run.engine(), mortal, "")) {
            var in = server.send(logIn(server.uri("/v1/session"), CannedAccess.key(Role.TRADER)));
            var request =
                    HttpRequest.newBuilder(server.uri("/v1/account")).header("Cookie", "conclave-session=" + token(in));
            assertThat(server.send(request).statusCode()).isEqualTo(200);

            mortal.keys.put(CannedAccess.key(Role.TRADER), new Keys.Revoked());

            assertProblem(server.send(request), 401, "session_over");
        }
    }

    @Test
    void aPageOfAnotherSiteCanNeitherLogInNorActNorFollowTheStream() throws Exception {
        var in = logIn(Role.AGENT);
        var csrf = RunningServer.json(in).path("csrfToken").asText();
        assertProblem(
                api.send(logIn(api.uri("/v1/session"), CannedAccess.key(Role.AGENT))
                        .header("Origin", "https://evil.example")),
                403,
                "origin_not_allowed");
        assertProblem(
                api.send(vote(api.uri(VOTES), VOTE)
                        .header("Cookie", "conclave-session=" + token(in))
                        .header("X-CSRF-Token", csrf)
                        .header("Origin", "https://evil.example")),
                403,
                "origin_not_allowed");

        var viewer = logIn(Role.VIEWER);
        assertThat(upgraded(token(viewer), "https://evil.example")).isEqualTo(403);
        assertThat(upgraded(token(viewer), "")).isEqualTo(403);
        assertThat(upgraded(
                        token(viewer),
                        "http://127.0.0.1:" + api.server.address().getPort()))
                .isEqualTo(101);
        assertThat(upgraded("", "")).isEqualTo(401);
    }

    // ---- what is sent

    @Test
    void whatIsSentIsReadStrictly() throws Exception {
        var session = api.uri("/v1/session");
        assertProblem(
                api.send(HttpRequest.newBuilder(session)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}"))),
                415,
                "unsupported_media_type");
        assertProblem(api.send(json(session, "{\"key\":")), 400, "bad_json");
        assertProblem(api.send(json(session, "{\"key\":\"a\",\"key\":\"b\"}")), 400, "bad_json");
        for (var wrong : List.of(
                List.of("{}", "key"), List.of("{\"key\":7}", "key"), List.of("{\"key\":\"a\",\"keys\":1}", "keys"))) {
            var answer = api.send(json(session, wrong.getFirst()));
            assertProblem(answer, 422, "invalid");
            assertThat(RunningServer.json(answer).path("field").asText()).isEqualTo(wrong.getLast());
        }
        assertProblem(api.send(json(session, "[]")), 422, "invalid");
        assertProblem(api.send(json(session, "x".repeat(70_000))), 413, "too_large");
        // The same in pieces, without saying beforehand how long it will be.
        assertProblem(
                api.send(HttpRequest.newBuilder(session)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("x".repeat(70_000))))),
                413,
                "too_large");
    }

    @Test
    void whoCallsTooOftenIsToldWhenToComeAgain() throws Exception {
        try (var server =
                RunningServer.over(run.engine(), access, "conclave.http.security.rate.key { burst = 3, per = 60 s }")) {
            for (int left = 2; left >= 0; left--) {
                var answer = server.get("/v1/account", Role.VIEWER);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("X-RateLimit-Limit")).hasValue("3");
                assertThat(answer.headers().firstValue("X-RateLimit-Remaining")).hasValue("" + left);
            }
            var refused = server.get("/v1/account", Role.VIEWER);
            assertProblem(refused, 429, "too_many_requests");
            assertThat(Integer.parseInt(
                            refused.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 20);
            assertThat(server.get("/v1/account", Role.TRADER).statusCode()).isEqualTo(200);
        }
        try (var server = RunningServer.over(
                run.engine(), access, "conclave.http.security.rate.address { burst = 2, per = 60 s }")) {
            server.get("/v1/nothing");
            server.get("/v1/account");
            assertProblem(server.get("/v1/account", Role.VIEWER), 429, "too_many_requests");
        }
    }

    // ---- once

    @Test
    void aThousandRepeatsOfOneCallHaveOneEffectAndOneAnswer() throws Exception {
        var done = new AtomicInteger();
        var slow = new CompletableFuture<Votes.Answer>();
        run.votes = (_, _, _) -> {
            done.incrementAndGet();
            return slow;
        };
        var request = as(Role.AGENT, vote(api.uri(VOTES), VOTE)).header("Idempotency-Key", "thousand");
        var refusedMeanwhile = new CountDownLatch(300);
        var answers = new ArrayList<HttpResponse<String>>();
        try (var callers = Executors.newFixedThreadPool(64)) {
            var calls = IntStream.range(0, 1_000)
                    .mapToObj(_ -> callers.submit(() -> {
                        var answer = api.send(request.copy());
                        refusedMeanwhile.countDown();
                        return answer;
                    }))
                    .toList();
            assertThat(refusedMeanwhile.await(60, TimeUnit.SECONDS)).isTrue();
            slow.complete(new Votes.Taken());
            for (var call : calls) {
                answers.add(call.get(60, TimeUnit.SECONDS));
            }
        }

        assertThat(done).hasValue(1);
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(202, 409);
        assertThat(answers.stream().filter(a -> a.statusCode() == 409)).hasSizeGreaterThanOrEqualTo(300);
        assertThat(answers.stream()
                        .filter(a -> a.statusCode() == 202)
                        .map(HttpResponse::body)
                        .distinct())
                .hasSize(1);
        var again = api.send(request.copy());
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    }

    @Test
    void aNameIsForOneCallOfOneCaller() throws Exception {
        run.votes = (_, _, _) -> CompletableFuture.completedStage(new Votes.Taken());
        assertThat(named("one", VOTE).statusCode()).isEqualTo(202);
        var other = named("one", "{\"decision\":\"BTC-USD@1\"}");
        assertProblem(other, 422, "idempotency_key_reused");
        assertThat(RunningServer.json(other).path("field").asText()).isEqualTo("Idempotency-Key");
        assertProblem(named("has space", VOTE), 422, "invalid");
        assertProblem(named("x".repeat(129), VOTE), 422, "invalid");
    }

    @Test
    void whatDidNothingMayBeSentAgainAndWhatNobodyKnowsMayNot() throws Exception {
        run.votes = (_, _, _) -> CompletableFuture.failedStage(new IllegalStateException("the wire broke"));
        assertProblem(named("broken", VOTE), 500, "internal");
        run.votes = (_, _, _) -> CompletableFuture.completedStage(new Votes.Taken());
        assertProblem(named("broken", VOTE), 409, "idempotency_in_progress");

        try (var impatient = RunningServer.over(run.engine(), access, "conclave.http.answer-within = 100ms")) {
            run.votes = (_, _, _) -> new CompletableFuture<>();
            assertProblem(impatient.send(as(Role.AGENT, vote(impatient.uri(VOTES), VOTE))), 504, "outcome_unknown");
        }
    }

    // ---- the trail

    @Test
    void everyCallThatActsIsWrittenDownAlsoWhenItIsRefused() throws Exception {
        run.votes = (_, _, _) -> CompletableFuture.completedStage(new Votes.Taken());
        int before = access.calls.size();
        var taken = api.send(as(Role.AGENT, vote(api.uri(VOTES), VOTE)));
        api.send(as(Role.ADMIN, vote(api.uri(VOTES), VOTE)));
        api.send(vote(api.uri(VOTES), VOTE));
        api.send(as(Role.AGENT, vote(api.uri(VOTES), VOTE)).header("Origin", "https://evil.example"));
        api.send(as(Role.AGENT, HttpRequest.newBuilder(api.uri(VOTES)).POST(BodyPublishers.ofString("{}"))));
        api.get("/v1/account", Role.VIEWER);

        assertThat(access.calls.subList(before, access.calls.size()))
                .extracting(call -> call.actor() + " " + call.role() + " " + call.action() + " " + call.status() + " "
                        + call.code())
                .containsExactly(
                        "agent-key agent POST /v1/rounds/{id}/votes 202 done",
                        "admin-key admin POST /v1/rounds/{id}/votes 403 role_not_allowed",
                        "anonymous  POST /v1/rounds/{id}/votes 401 no_key",
                        "anonymous  POST /v1/rounds/{id}/votes 403 origin_not_allowed",
                        "agent-key agent POST /v1/rounds/{id}/votes 415 unsupported_media_type");
        var call = access.calls.get(before);
        assertThat(call.target()).isEqualTo(VOTES);
        assertThat(call.origin()).isEqualTo("127.0.0.1");
        assertThat(taken.headers().firstValue("X-Request-Id")).hasValue(call.requestId());
    }

    @Test
    void theTrailIsReadInPagesByThoseWhoWatch() throws Exception {
        for (int i = 0; i < 5; i++) {
            api.send(vote(api.uri(VOTES), VOTE));
        }
        var first = RunningServer.json(api.get("/v1/audit?limit=2", Role.RISK));
        var second = RunningServer.json(
                api.get("/v1/audit?limit=2&page=" + first.path("next").asText(), Role.ADMIN));

        assertThat(first.path("entries")).hasSize(2);
        assertThat(second.path("entries").path(0).path("seq").asLong())
                .isEqualTo(first.path("entries").path(1).path("seq").asLong() - 1);
        assertProblem(api.get("/v1/audit?page=x", Role.RISK), 422, "invalid");
    }

    @Test
    void nothingIsDoneThatCannotBeWrittenDown() throws Exception {
        var done = new AtomicInteger();
        run.votes = (_, _, _) -> {
            done.incrementAndGet();
            return CompletableFuture.completedStage(new Votes.Taken());
        };
        access.trouble = java.util.Optional.of("the database is away");
        try {
            assertProblem(api.send(as(Role.AGENT, vote(api.uri(VOTES), VOTE))), 503, "audit_unavailable");
            assertThat(api.get("/v1/account", Role.VIEWER).statusCode()).isEqualTo(200);
        } finally {
            access.trouble = java.util.Optional.empty();
        }
        assertThat(done).hasValue(0);
    }

    @Test
    void whileKeysCannotBeCheckedNobodyIsLetIn() throws Exception {
        var keys = CannedAccess.withEveryRole();
        var none = new CannedAccess();
        try (var server = RunningServer.over(run.engine(), keys, "");
                var open = RunningServer.over(run.engine(), none, "")) {
            keys.away = true;
            none.away = true;
            assertProblem(server.get("/v1/account", Role.VIEWER), 503, "keys_unavailable");
            assertProblem(open.get("/v1/account"), 503, "keys_unavailable");
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    // ---- helpers

    private HttpResponse<String> logIn(Role role) throws Exception {
        var in = api.send(logIn(api.uri("/v1/session"), CannedAccess.key(role)));
        assertThat(in.statusCode()).as(in.body()).isEqualTo(201);
        secrets.add(token(in));
        secrets.add(RunningServer.json(in).path("csrfToken").asText());
        return in;
    }

    private static HttpRequest.Builder logIn(URI uri, String key) {
        return json(uri, "{\"key\":\"" + key + "\"}");
    }

    private static String token(HttpResponse<String> in) {
        var cookie = COOKIE.matcher(in.headers().firstValue("Set-Cookie").orElseThrow());
        assertThat(cookie.find()).isTrue();
        return cookie.group(1);
    }

    private HttpRequest.Builder inSession(String token, String path) {
        return HttpRequest.newBuilder(api.uri(path)).header("Cookie", "conclave-session=" + token);
    }

    private HttpResponse<String> named(String name, String body) throws Exception {
        return api.send(as(Role.AGENT, vote(api.uri(VOTES), body)).header("Idempotency-Key", name));
    }

    private static HttpRequest.Builder as(Role role, HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + CannedAccess.key(role));
    }

    private static HttpRequest.Builder vote(URI uri, String body) {
        return json(uri, body);
    }

    private static HttpRequest.Builder json(URI uri, String body) {
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder request(AccessTable.Row row) {
        return HttpRequest.newBuilder(api.uri(example(row)))
                .header("Content-Type", "application/json")
                .method(row.method(), row.acts() ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
    }

    private String example(AccessTable.Row row) {
        return row.path()
                .replace("/decisions/{id}", "/decisions/" + run.last().id())
                .replace("/rounds/{id}", "/rounds/BTC-USD@1385769600000000000")
                .replace("/agents/{id}", "/agents/quant")
                .replace("/jobs/{id}", "/jobs/job-1")
                .replace("/orders/{id}", "/orders/" + CannedOrders.FIRST)
                .replace("{symbol}", "BTC-USD");
    }

    private int upgraded(String token, String origin) throws Exception {
        var client = HttpClient.newHttpClient();
        var builder = client.newWebSocketBuilder();
        if (!token.isEmpty()) {
            builder.header("Cookie", "conclave-session=" + token);
        }
        if (!origin.isEmpty()) {
            builder.header("Origin", origin);
        }
        try {
            var socket = builder.buildAsync(api.stream(), new WebSocket.Listener() {})
                    .join();
            socket.abort();
            return 101;
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        } finally {
            client.shutdownNow();
        }
    }

    private static String raw(RunningServer server, String host) throws Exception {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), server.server.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /v1/account HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(RunningServer.json(answer).path("code").asText()).isEqualTo(code);
    }
}
