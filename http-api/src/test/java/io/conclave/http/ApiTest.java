package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.vote.AgentId;
import io.conclave.http.port.Accounts;
import io.conclave.http.port.Engine;
import io.conclave.http.port.Span;
import io.conclave.http.view.AccountView;
import io.conclave.http.view.EquityPoint;
import io.conclave.http.view.PositionView;
import io.conclave.http.view.ReadinessView;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiTest {
    private final CannedRun run = new CannedRun(250, true);
    private RunningServer api;

    @BeforeAll
    void start() throws Exception {
        api = RunningServer.over(run);
    }

    @AfterAll
    void stop() throws Exception {
        api.close();
    }

    @Test
    void pagesOfDecisionsGoFromTheNewestToTheOldestAndMissNone() throws Exception {
        var seen = new ArrayList<String>();
        var next = "";
        do {
            var page = RunningServer.json(api.get("/v1/decisions?symbol=BTC-USD&limit=100" + next));
            page.path("decisions").forEach(d -> seen.add(d.path("id").asText()));
            next = page.has("next") ? "&page=" + page.path("next").asText() : "";
        } while (!next.isEmpty());

        assertThat(seen)
                .containsExactlyElementsOf(run.decisions.reversed().stream()
                        .map(d -> d.id().toString())
                        .toList());
    }

    @Test
    void aDecisionTellsItsWholeStory() throws Exception {
        var traded = run.decisions.stream()
                .filter(d -> !d.fills().isEmpty())
                .findFirst()
                .orElseThrow();

        var story = RunningServer.json(api.get("/v1/decisions/" + traded.id()));

        assertThat(story.path("id").asText()).isEqualTo(traded.id().toString());
        assertThat(story.path("votes")).hasSize(3);
        assertThat(story.path("votes")
                        .path(0)
                        .path("evidence")
                        .path(1)
                        .path("title")
                        .asText())
                .isEqualTo("Price passes one thousand dollars for the first time");
        assertThat(story.path("votes").path(1).path("reason").asText()).isEqualTo("NOT_TRAINED");
        assertThat(story.path("vetoes").path(0).path("code").asText()).isEqualTo("POSITION_LIMIT");
        assertThat(story.path("orders").path(0).path("clientOrderId").asText())
                .isEqualTo(story.path("fills").path(0).path("order").asText());
        assertThat(story.path("outcome").path("label").asText()).isEqualTo("UP");
        assertThat(story.path("chain").path("hash").asText()).isEqualTo(traded.hash());
    }

    @Test
    void moneyPriceAndQuantityAreStrings() throws Exception {
        var position =
                RunningServer.json(api.get("/v1/positions")).path("positions").path(0);

        assertThat(position.path("quantity").isTextual()).isTrue();
        assertThat(position.path("averagePrice").isTextual()).isTrue();
        assertThat(position.path("value").asText()).isEqualTo("280.375");
    }

    @Test
    void timesMayBeIsoOrEpochOfAnyUnit() throws Exception {
        var at = run.bars.get(100).at();

        for (String from : List.of(
                at.toString(), at.getEpochSecond() + "", at.toEpochMilli() + "", at.toEpochMilli() + "000000")) {
            var bars = RunningServer.json(api.get("/v1/bars?symbol=BTC-USD&from=" + from))
                    .path("bars");
            assertThat(bars).as(from).hasSize(150);
            assertThat(bars.path(0).path("at").asText()).isEqualTo(at.toString());
        }
    }

    @Test
    void aLimitKeepsTheNewest() throws Exception {
        var points = RunningServer.json(api.get("/v1/equity?limit=10")).path("points");

        assertThat(points).hasSize(10);
        assertThat(points.path(9).path("at").asText())
                .isEqualTo(run.last().asOf().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GET    | /v1/nothing                          | 404 | not_found          |
        GET    | /nothing.js                          | 404 | not_found          |
        GET    | /v1/decisions/BTC-USD@1              | 404 | not_found          |
        GET    | /v1/agents/nobody                    | 404 | not_found          |
        GET    | /v1/book/DOGE-USD                    | 404 | not_found          |
        POST   | /v1/decisions                        | 405 | method_not_allowed |
        DELETE | /health/live                         | 405 | method_not_allowed |
        GET    | /v1/decisions?symbl=BTC-USD          | 400 | unknown_parameter  | symbl
        GET    | /v1/decisions?limit=1&limit=2        | 400 | repeated_parameter |
        GET    | /v1/bars                             | 422 | invalid            | symbol
        GET    | /v1/bars?symbol=btc                  | 422 | invalid            | symbol
        GET    | /v1/decisions?from=yesterday         | 422 | invalid            | from
        GET    | /v1/decisions?from=2&to=1            | 422 | invalid            | to
        GET    | /v1/decisions?from=9999999999999999999 | 422 | invalid          | from
        GET    | /v1/decisions?limit=0                | 422 | invalid            | limit
        GET    | /v1/decisions?limit=many             | 422 | invalid            | limit
        GET    | /v1/decisions?page=%25%25            | 422 | invalid            | page
        GET    | /v1/decisions/what                   | 422 | invalid            | id
        GET    | /v1/agents/No_One                    | 422 | invalid            | id
        GET    | /v1/book/BTC-USD?depth=1001          | 422 | invalid            | depth
        GET    | /v1/stream                           | 426 | upgrade_required   |
        """)
    void mistakesAreAnsweredWithAProblem(String method, String path, int status, String code, String field)
            throws Exception {
        var answer = api.send(HttpRequest.newBuilder(api.uri(path)).method(method, BodyPublishers.noBody()));

        assertProblem(answer, status, code);
        assertThat(RunningServer.json(answer).path("field").asText(null)).isEqualTo(field);
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() throws Exception {
        var answer = api.send(HttpRequest.newBuilder(api.uri("/v1/account")).PUT(BodyPublishers.ofString("{}")));

        assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
    }

    @Test
    void whoCannotReadJsonIsTold() throws Exception {
        var answer = api.send(HttpRequest.newBuilder(api.uri("/v1/account")).header("Accept", "application/xml"));

        assertProblem(answer, 406, "not_acceptable");
    }

    @Test
    void aLongBodyIsRefused() throws Exception {
        var answer = api.send(HttpRequest.newBuilder(api.uri("/v1/account"))
                .method("POST", BodyPublishers.ofString("x".repeat(70_000))));

        assertProblem(answer, 413, "too_large");
    }

    @Test
    void aNameThatIsNotLoopbackIsRefusedSoThatNoPageCanRebindItToUs() throws Exception {
        assertThat(raw("GET /v1/account HTTP/1.1\r\nHost: evil.example:80\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ")
                .contains("application/problem+json")
                .contains("\"code\":\"host_not_allowed\"");
    }

    @Test
    void whatIsNoHttpStillGetsAProblem() throws Exception {
        assertThat(raw("GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json")
                .contains("\"code\":\"illegal_request\"");
    }

    @Test
    void pagesOfOtherOriginsMayNotAct() throws Exception {
        var theirs = api.send(HttpRequest.newBuilder(api.uri("/v1/account"))
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.noBody()));
        var ours = api.send(HttpRequest.newBuilder(api.uri("/v1/account"))
                .header("Origin", "http://127.0.0.1:" + api.server.address().getPort())
                .POST(BodyPublishers.noBody()));

        assertProblem(theirs, 403, "origin_not_allowed");
        assertProblem(ours, 405, "method_not_allowed");
    }

    @ParameterizedTest
    @CsvSource({"/", "/v1/account", "/v1/nothing", "/metrics", "/openapi.yaml"})
    void everyAnswerTellsTheBrowserToStayCareful(String path) throws Exception {
        var headers = api.get(path).headers();

        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(headers.firstValue("Server")).isEmpty();
    }

    @Test
    void metricsSpeakPrometheus() throws Exception {
        api.meters.roundSettled();
        api.meters.voteCast(new AgentId("quant"));
        api.meters.abstained(new AgentId("analyst"), "NO_EVIDENCE");
        api.meters.vetoed("POSITION_LIMIT");
        api.meters.consensusTook(Duration.ofMillis(2));
        api.meters.childRestarted();

        var answer = api.get("/metrics");

        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain;");
        assertThat(answer.body())
                .contains("conclave_rounds_total 1.0")
                .contains("conclave_votes_total{agent=\"quant\"} 1.0")
                .contains("conclave_abstentions_total{agent=\"analyst\",reason=\"NO_EVIDENCE\"} 1.0")
                .contains("conclave_vetoes_total{code=\"POSITION_LIMIT\"} 1.0")
                .contains("conclave_consensus_latency_seconds_count 1")
                .contains("conclave_child_restarts_total 1.0")
                .contains("conclave_equity ")
                .contains("conclave_drawdown ")
                .contains("conclave_stream_clients 0")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void anEngineThatFailsOrIsLateIsAnsweredWithAProblem() throws Exception {
        var engine = run.engine();
        var failing = new Engine(
                engine.decisions(),
                engine.agents(),
                new BrokenAccounts(),
                engine.markets(),
                engine.orders(),
                engine.node(),
                engine.votes(),
                engine.jobs(),
                engine.desk(),
                engine.killSwitch(),
                engine.risk(),
                engine.news());
        try (var broken = RunningServer.over(failing, "conclave.http.answer-within = 200ms")) {
            assertProblem(broken.get("/v1/account"), 500, "internal");
            assertThat(broken.get("/v1/account").body()).doesNotContain("secret");
            assertProblem(broken.get("/v1/positions"), 503, "timeout");
            assertProblem(broken.get("/v1/equity"), 500, "internal");
        }
    }

    @Test
    void aNodeThatIsNotReadySaysWhatIsMissing() throws Exception {
        var starting = new CannedRun(1, false);
        starting.readiness =
                new ReadinessView(false, new TreeMap<>(Map.of("journal", "ok", "worker", "the child does not answer")));
        try (var server = RunningServer.over(starting)) {
            assertProblem(server.get("/health/ready"), 503, "not_ready");
            assertThat(RunningServer.json(server.get("/health/ready"))
                            .path("detail")
                            .asText())
                    .isEqualTo("worker: the child does not answer");
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aBookThatIsNotThereYetIs503() throws Exception {
        var quiet = new CannedRun(1, false);
        quiet.books = _ -> Optional.of(Source.empty());
        try (var server = RunningServer.over(quiet)) {
            assertProblem(server.get("/v1/book/BTC-USD"), 503, "no_book");
        }
    }

    @Test
    void theBookIsCutToTheDepthAskedFor() throws Exception {
        var book = RunningServer.json(api.get("/v1/book/BTC-USD?depth=1"));

        assertThat(book.path("bids").toString()).isEqualTo("[[\"1121.50\",\"3.20000000\"]]");
        assertThat(book.path("derived").asBoolean()).isTrue();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        var problem = RunningServer.json(answer);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).isEqualTo("urn:conclave:problem:" + code);
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(StreamSupport.stream(((Iterable<String>) problem::fieldNames).spliterator(), false))
                .isSubsetOf("type", "title", "status", "detail", "code", "field");
    }

    private String raw(String request) throws Exception {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), api.server.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Fails at once, never answers, and throws. */
    private static final class BrokenAccounts implements Accounts {
        @Override
        public CompletableFuture<AccountView> account() {
            return CompletableFuture.failedFuture(new IllegalStateException("secret"));
        }

        @Override
        public CompletableFuture<List<PositionView>> positions() {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<List<EquityPoint>> equity(Span span) {
            throw new IllegalStateException("secret");
        }
    }
}
