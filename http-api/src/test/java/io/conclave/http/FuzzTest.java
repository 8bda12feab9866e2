package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.conclave.domain.access.Role;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sends what nobody would send to every route of the document: no fault of ours, no stack trace, always a problem. */
final class FuzzTest {
    private static final long SEED = 20_131_129;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(4);
    private static final int ENOUGH = 1_500;
    private static final List<String> VALUES = List.of(
            "BTC-USD",
            "BTC-USD@1385769600000000000",
            "BTC-USD@-1",
            "BTC-USD@99999999999999999999",
            "quant",
            "0",
            "-1",
            "1",
            "9223372036854775807",
            "9223372036854775808",
            "1e309",
            "NaN",
            "2013-11-29T12:00:00Z",
            "+1000000000-01-01T00:00:00Z",
            "",
            " ",
            "%",
            "..",
            "null",
            "\u0000",
            "\ud83d\ude80",
            "' OR 1=1 --",
            "<script>",
            "a".repeat(300));
    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "[]",
            "null",
            "7",
            "{\"key\":null}",
            "{\"key\":\"tk_\"}",
            "{\"key\":{\"key\":[]}}",
            "{\"decision\":7,\"agent\":[]}",
            "{\"down\":1e309}",
            "{\"symbol\":\"BTC-USD\",\"side\":\"buy\",\"qty\":\"1\",\"type\":\"market\",\"time_in_force\":\"day\"}",
            "{\"symbol\":\"BTC-USD\",\"side\":\"buy\",\"qty\":\"1e999999999\",\"type\":\"stop\",\"time_in_force\":\"gtd\","
                    + "\"stop_price\":\"-0\",\"expires_at\":\"+999999999-12-31T00:00:00Z\",\"display_qty\":\"NaN\"}",
            "{\"qty\":\"0x10\",\"limit_price\":\"9223372036854775807\",\"client_order_id\":\"\\u0000\"}",
            "{\"reason\":\"\\ud800\"}",
            "{\"a\":1,\"a\":2}",
            "{",
            "\ufeff{}",
            "{\"key\":\"\\ud800\"}",
            "[".repeat(3_000),
            "{\"key\":\"" + "x".repeat(60_000) + "\"}");

    private final Random random = new Random(SEED);

    @Test
    void nothingThatIsSentIsAnsweredWithAFaultOrAStackTrace() throws Exception {
        try (var api = RunningServer.over(new CannedRun(30, true).engine(), CannedAccess.withEveryRole(), """
                conclave.http.security.rate.key.burst = 1000000
                conclave.http.security.rate.address.burst = 1000000
                conclave.http.security.rate.mistakes.burst = 1000000
                """)) {
            var document = new ObjectMapper(new YAMLFactory())
                    .readTree(api.get("/openapi.yaml").body());
            var paths = new ArrayList<>(document.path("paths").properties());
            int sent = 0;
            long until = System.nanoTime() + LONG_ENOUGH.toNanos();
            while (sent < ENOUGH || System.nanoTime() < until) {
                var path = paths.get(sent++ % paths.size());
                var request = request(api, document, path.getKey(), path.getValue());
                check(request, api.send(request));
            }
        }
    }

    private HttpRequest.Builder request(RunningServer api, JsonNode document, String path, JsonNode operations) {
        var methods = new ArrayList<String>();
        operations.fieldNames().forEachRemaining(name -> methods.add(name.toUpperCase(Locale.ROOT)));
        methods.addAll(List.of("PUT", "PATCH", "OPTIONS"));
        var method = methods.get(random.nextInt(methods.size()));
        var uri = path;
        while (uri.contains("{")) {
            uri = uri.replaceFirst("\\{[^}]*}", encoded(oneOf(VALUES)));
        }
        uri += query(document, operations.path(method.toLowerCase(Locale.ROOT)));
        var request = HttpRequest.newBuilder(api.uri(uri))
                .method(
                        method,
                        random.nextInt(3) == 0 ? BodyPublishers.noBody() : BodyPublishers.ofString(oneOf(BODIES)));
        if (random.nextInt(8) > 0) {
            request.header("Authorization", "Bearer " + CannedAccess.key(oneOf(List.of(Role.values()))));
        }
        if (random.nextInt(4) > 0) {
            request.header(
                    "Content-Type", oneOf(List.of("application/json", "text/plain", "application/json; charset=x")));
        }
        if (random.nextInt(6) == 0) {
            request.header("Idempotency-Key", oneOf(List.of("a", "b", "with space", "x".repeat(200))));
        }
        if (random.nextInt(6) == 0) {
            request.header(
                    "Cookie",
                    oneOf(List.of("conclave-session=x", "conclave-session=", "=;;", "a=b; conclave-session=\"")));
        }
        return request;
    }

    private String query(JsonNode document, JsonNode operation) {
        var query = new StringBuilder();
        for (JsonNode parameter : operation.path("parameters")) {
            var known = parameter.has("$ref")
                    ? document.at(parameter.path("$ref").asText().substring(1))
                    : parameter;
            if (known.path("in").asText().equals("query") && random.nextBoolean()) {
                query.append(query.isEmpty() ? "?" : "&")
                        .append(known.path("name").asText())
                        .append('=')
                        .append(encoded(oneOf(VALUES)));
            }
        }
        return query.toString();
    }

    private static void check(HttpRequest.Builder sent, HttpResponse<String> answer) throws Exception {
        var request = sent.build();
        var what = request.method() + " " + request.uri() + " "
                + request.headers().map() + " -> " + answer.statusCode() + " " + answer.body();
        assertThat(answer.statusCode()).as(what).isNotIn(500, 501, 502);
        assertThat(answer.body()).as(what).doesNotContain("\tat ", "Exception", "io.conclave", "org.apache");
        if (answer.statusCode() >= 400 && !answer.body().isEmpty()) {
            assertThat(answer.headers().firstValue("Content-Type")).as(what).hasValue("application/problem+json");
            assertThat(RunningServer.json(answer).path("code").asText())
                    .as(what)
                    .matches("[a-z_]+");
        }
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
