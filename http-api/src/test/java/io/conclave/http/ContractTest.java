package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.conclave.domain.access.Role;
import io.conclave.http.port.Orders;
import io.conclave.http.port.Votes;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Walks every path of the served openapi.yaml and holds each answer against it: status, media type and every field. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContractTest {
    private final CannedRun run = new CannedRun(120, true);
    private RunningServer api;
    private JsonNode document;

    @BeforeAll
    void start() throws Exception {
        api = RunningServer.over(run.engine(), CannedAccess.withEveryRole(), "");
        document = new ObjectMapper(new YAMLFactory())
                .readTree(api.get("/openapi.yaml").body());
    }

    @AfterAll
    void stop() throws Exception {
        api.close();
    }

    @Test
    void everyPathAnswersAsTheDocumentSays() throws Exception {
        var faults = new ArrayList<String>();
        for (var path : document.path("paths").properties()) {
            if (!path.getValue().has("get")) {
                continue;
            }
            var answer = api.get(example(path.getKey(), path.getValue().path("get")), Role.ADMIN);
            faults.addAll(check(path.getKey(), path.getValue().path("get"), answer.statusCode(), answer));
        }
        assertThat(faults).isEmpty();
        assertThat(document.path("paths").size()).isGreaterThan(15);
    }

    @Test
    void everyProblemTheDocumentNamesCanBeHadAndLooksAsItSays() throws Exception {
        var faults = new ArrayList<String>();
        for (var bad : Map.ofEntries(
                        Map.entry("/v1/decisions", List.of("?x=1", "?limit=0")),
                        Map.entry("/v1/decisions/{id}", List.of("BTC-USD@1", "what")),
                        Map.entry("/v1/agents/{id}", List.of("nobody", "No_One")),
                        Map.entry("/v1/book/{symbol}", List.of("DOGE-USD", "btc")),
                        Map.entry("/v1/bars", List.of("", "?symbol=BTC-USD&to=x")),
                        Map.entry("/v1/weights", List.of("")),
                        Map.entry("/v1/news", List.of("?as_of=soon", "?symbol=btc")),
                        Map.entry("/v1/predictions/{symbol}", List.of("DOGE-USD", "btc")),
                        Map.entry("/v1/orders:by_client_order_id", List.of("", "?client_order_id=nobody")),
                        Map.entry("/v1/orders", List.of("?status=odd", "?page=odd", "?limit=501")),
                        Map.entry("/v1/equity", List.of("?from=2&to=1")))
                .entrySet()) {
            for (String tail : bad.getValue()) {
                var answer = api.get(bad.getKey().replaceAll("\\{.*", "") + tail, Role.VIEWER);
                assertThat(answer.statusCode()).as(bad.getKey() + tail).isBetween(400, 499);
                faults.addAll(check(
                        bad.getKey() + tail,
                        document.path("paths").path(bad.getKey()).path("get"),
                        answer.statusCode(),
                        answer));
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void whatActsAnswersAsTheDocumentSays() throws Exception {
        var faults = new ArrayList<String>();
        var round = "/v1/rounds/BTC-USD@1/votes";
        faults.addAll(acts("/v1/session", Role.VIEWER, "{\"key\":\"" + CannedAccess.key(Role.VIEWER) + "\"}", 201));
        faults.addAll(acts("/v1/session", Role.VIEWER, "{\"key\":\"tk_\"}", 401));
        faults.addAll(acts("/v1/session", Role.VIEWER, "{}", 422));
        faults.addAll(acts("/v1/session", Role.VIEWER, "{", 400));
        faults.addAll(acts(round, Role.AGENT, "{}", 202));
        faults.addAll(acts(round, Role.ADMIN, "{}", 403));
        for (var answer : Map.of(
                        422, new Votes.Malformed("up", "Too much"),
                        403, new Votes.Stranger("No seat"),
                        409, new Votes.TooLate("Too late"),
                        404, new Votes.NoRound("No round"))
                .entrySet()) {
            run.votes = (_, _, _) -> CompletableFuture.completedStage(answer.getValue());
            faults.addAll(acts(round, Role.AGENT, "{}", answer.getKey()));
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void whatBecomesOfOrdersIsAsTheDocumentSays() throws Exception {
        var faults = new ArrayList<String>();
        var order = "{\"symbol\":\"BTC-USD\",\"side\":\"buy\",\"qty\":\"1\",\"type\":\"limit\","
                + "\"time_in_force\":\"gtc\",\"limit_price\":\"990.5\",\"post_only\":true}";
        var one = "/v1/orders/" + CannedOrders.FIRST;
        faults.addAll(acts("/v1/orders/test", Role.TRADER, order, 200));
        faults.addAll(acts("/v1/orders", Role.TRADER, order, 200));
        var exit = "{\"symbol\":\"BTC-USD\",\"side\":\"sell\",\"qty\":\"1\",\"time_in_force\":\"gtc\",";
        var ways = "\"take_profit\":{\"limit_price\":\"1100\"},\"stop_loss\":{\"stop_price\":\"900\"}}";
        faults.addAll(
                acts("/v1/orders", Role.TRADER, exit + "\"type\":\"limit\",\"order_class\":\"oco\"," + ways, 200));
        faults.addAll(acts("/v1/orders", Role.TRADER, order.replace("}", ",\"order_class\":\"bracket\"," + ways), 200));
        faults.addAll(
                acts("/v1/orders", Role.TRADER, exit + "\"type\":\"trailing_stop\",\"trail_percent\":\"1.5\"}", 200));
        faults.addAll(acts("/v1/orders", Role.TRADER, exit + "\"type\":\"market\",\"order_class\":\"oco\"}", 422));
        faults.addAll(acts("/v1/orders", Role.TRADER, "{}", 422));
        faults.addAll(acts("/v1/orders", Role.ADMIN, order, 403));
        faults.addAll(acts("PATCH", one, Role.TRADER, "{\"qty\":\"3\"}", 200));
        faults.addAll(acts("PATCH", one, Role.TRADER, "{\"side\":\"sell\"}", 422));
        faults.addAll(acts("PATCH", "/v1/orders/nobody", Role.TRADER, "{\"qty\":\"3\"}", 404));
        faults.addAll(acts("DELETE", one, Role.TRADER, "", 204));
        faults.addAll(acts("DELETE", "/v1/orders/nobody", Role.TRADER, "", 404));
        faults.addAll(acts("DELETE", "/v1/orders", Role.TRADER, "", 207));
        faults.addAll(acts("/v1/orders/cancel_all_after", Role.TRADER, "{\"timeout\":60}", 200));
        faults.addAll(acts("/v1/orders/cancel_all_after", Role.TRADER, "{\"timeout\":86401}", 422));
        for (var kind : Orders.Kind.values()) {
            run.desk.objection = Optional.of(new Orders.Refused(kind, "some_code", "So it is."));
            int status = switch (kind) {
                case DUPLICATE -> 409;
                case NO_SUCH_ORDER -> 404;
                case TOO_LATE, NOT_ALLOWED -> 422;
                case TOO_MANY -> 429;
                case CLOSED -> 503;
            };
            faults.addAll(acts("PATCH", one, Role.TRADER, "{\"qty\":\"3\"}", status));
        }
        run.desk.objection = Optional.empty();
        assertThat(faults).isEmpty();
    }

    @Test
    void theSwitchTheLimitsAndAReplayAreAsTheDocumentSays() throws Exception {
        var faults = new ArrayList<String>();
        faults.addAll(acts("/v1/decisions/" + run.last().id() + "/replay", Role.TRADER, "{}", 200));
        faults.addAll(acts("/v1/decisions/BTC-USD@1/replay", Role.TRADER, "{}", 404));
        faults.addAll(acts("PUT", "/v1/kill-switch", Role.RISK, "{\"reason\":\"looks odd\"}", 200));
        faults.addAll(acts("PUT", "/v1/kill-switch", Role.RISK, "{}", 422));
        faults.addAll(acts("DELETE", "/v1/kill-switch", Role.RISK, "", 200));
        faults.addAll(acts("PUT", "/v1/risk/limits", Role.RISK, "{\"orderRate\":7}", 200));
        faults.addAll(acts("PUT", "/v1/risk/limits", Role.RISK, "{\"orderRate\":-7}", 422));
        assertThat(faults).isEmpty();
    }

    private List<String> acts(String path, Role role, String body, int status) throws Exception {
        return acts("POST", path, role, body, status);
    }

    private List<String> acts(String method, String path, Role role, String body, int status) throws Exception {
        var answer = api.send(HttpRequest.newBuilder(api.uri(path))
                .header("Authorization", "Bearer " + CannedAccess.key(role))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        var template = path.replaceAll("BTC-USD@\\d+", "{id}").replaceAll("/orders/(?!test|cancel).+", "/orders/{id}");
        var operation = document.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
        return check(method + " " + path, operation, answer.statusCode(), answer);
    }

    @Test
    void everyPathThatIsServedIsInTheDocument() {
        // The route files' own tables are the list; a path missing here is a path nobody can look up.
        assertThat(document.path("paths").properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "/v1/session",
                        "/v1/audit",
                        "/v1/rounds/{id}/votes",
                        "/v1/agents/{id}/logs",
                        "/v1/predictions/{symbol}",
                        "/v1/news",
                        "/v1/decisions/{id}/replay",
                        "/v1/kill-switch",
                        "/v1/risk",
                        "/v1/risk/limits",
                        "/v1/orders",
                        "/v1/orders/test",
                        "/v1/orders/cancel_all_after",
                        "/v1/orders/{id}",
                        "/v1/orders:by_client_order_id",
                        "/v1/sweeps",
                        "/v1/backtests",
                        "/v1/jobs",
                        "/v1/jobs/{id}",
                        "/v1/jobs/{id}/result",
                        "/v1/decisions",
                        "/v1/decisions/{id}",
                        "/v1/agents",
                        "/v1/agents/{id}",
                        "/v1/weights",
                        "/v1/account",
                        "/v1/positions",
                        "/v1/equity",
                        "/v1/instruments",
                        "/v1/bars",
                        "/v1/book/{symbol}",
                        "/v1/run",
                        "/v1/stream",
                        "/version",
                        "/health/live",
                        "/health/ready",
                        "/metrics");
    }

    @Test
    void theCheckItselfNoticesAMissingAndAnUnknownField() throws Exception {
        var problem = new ObjectMapper().readTree("{\"type\":\"x\",\"title\":1,\"status\":404,\"extra\":true}");
        var faults = new ArrayList<String>();

        schema("it", document.path("components").path("schemas").path("Problem"), problem, faults);

        assertThat(faults)
                .contains("it has no detail", "it has no code", "it.extra is not in the document")
                .contains("it.title is no string", "it.type does not match ^urn:conclave:problem:[a-z_]+$");
    }

    private String example(String path, JsonNode operation) {
        var url = path.replace("/decisions/{id}", "/decisions/" + decisionWithEverything())
                .replace("/agents/{id}", "/agents/quant")
                .replace("/jobs/{id}", "/jobs/job-1")
                .replace("/orders/{id}", "/orders/" + CannedOrders.FIRST)
                .replace("{symbol}", "BTC-USD");
        for (JsonNode parameter : operation.path("parameters")) {
            var resolved = resolve(parameter);
            if (resolved.path("in").asText().equals("query")
                    && resolved.path("name").asText().equals("symbol")) {
                url += "?symbol=BTC-USD";
            }
            if (resolved.path("name").asText().equals("client_order_id")) {
                url += "?client_order_id=first";
            }
        }
        return url;
    }

    private String decisionWithEverything() {
        return run.decisions.stream()
                .filter(d -> !d.fills().isEmpty() && d.vetoCount() > 0)
                .findFirst()
                .orElseThrow()
                .id()
                .toString();
    }

    private List<String> check(String where, JsonNode operation, int status, HttpResponse<String> answer)
            throws Exception {
        var faults = new ArrayList<String>();
        var response = resolve(operation.path("responses").path(Integer.toString(status)));
        if (response.isMissingNode()) {
            faults.add(where + " answers " + status + ", which the document does not name");
            return faults;
        }
        if (!response.has("content") && answer.body().isEmpty()) {
            return faults;
        }
        var type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        var content = response.path("content").path(type);
        if (content.isMissingNode()) {
            faults.add(where + " answers with " + type + ", which the document does not name");
        } else if (type.endsWith("json")) {
            schema(where, content.path("schema"), RunningServer.json(answer), faults);
        }
        return faults;
    }

    /** As much of JSON Schema as the document uses. */
    private void schema(String where, JsonNode unresolved, JsonNode value, List<String> faults) {
        var schema = resolve(unresolved);
        if (schema.has("const") && !schema.path("const").equals(value)) {
            faults.add(where + " is not " + schema.path("const"));
        }
        if (schema.has("enum")
                && StreamSupport.stream(schema.path("enum").spliterator(), false)
                        .noneMatch(value::equals)) {
            faults.add(where + " is " + value + ", not one of " + schema.path("enum"));
        }
        switch (schema.path("type").asText("any")) {
            case "object" -> object(where, schema, value, faults);
            case "array" -> {
                if (!value.isArray()
                        || value.size() < schema.path("minItems").asInt(0)
                        || value.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
                    faults.add(where + " is no such array");
                }
                for (int i = 0; i < value.size(); i++) {
                    schema(where + "[" + i + "]", schema.path("items"), value.path(i), faults);
                }
            }
            case "string" -> {
                if (!value.isTextual()) {
                    faults.add(where + " is no string");
                } else if (schema.has("pattern")
                        && !value.asText().matches(schema.path("pattern").asText())) {
                    faults.add(
                            where + " does not match " + schema.path("pattern").asText());
                }
            }
            case "integer", "number" -> {
                if (!value.isNumber()
                        || (schema.path("type").asText().equals("integer") && !value.isIntegralNumber())) {
                    faults.add(where + " is no " + schema.path("type").asText());
                } else if (value.asDouble() < schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY)
                        || value.asDouble() > schema.path("maximum").asDouble(Double.POSITIVE_INFINITY)) {
                    faults.add(where + " is out of range: " + value);
                }
            }
            case "boolean" -> {
                if (!value.isBoolean()) {
                    faults.add(where + " is neither true nor false");
                }
            }
            case "any" -> {}
            default -> faults.add(where + ": the document uses a type that is not checked: " + schema.path("type"));
        }
    }

    private void object(String where, JsonNode schema, JsonNode value, List<String> faults) {
        if (!value.isObject()) {
            faults.add(where + " is no object");
            return;
        }
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                faults.add(where + " has no " + required.asText());
            }
        }
        for (var field : value.properties()) {
            var known = schema.path("properties").path(field.getKey());
            var other = schema.path("additionalProperties");
            if (!known.isMissingNode()) {
                schema(where + "." + field.getKey(), known, field.getValue(), faults);
            } else if (other.isObject()) {
                schema(where + "." + field.getKey(), other, field.getValue(), faults);
            } else {
                faults.add(where + "." + field.getKey() + " is not in the document");
            }
        }
    }

    private JsonNode resolve(JsonNode node) {
        var resolved = node;
        while (resolved.has("$ref")) {
            resolved = document.at(resolved.path("$ref").asText().substring(1));
        }
        return resolved;
    }

    @Test
    void everyReferenceInTheDocumentLeadsSomewhere() {
        var dangling = new TreeSet<String>();
        document.findValuesAsText("$ref").stream()
                .filter(ref -> document.at(ref.substring(1)).isMissingNode())
                .forEach(dangling::add);
        assertThat(dangling).isEmpty();
    }
}
