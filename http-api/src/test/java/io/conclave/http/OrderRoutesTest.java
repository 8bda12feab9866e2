package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.conclave.domain.access.Role;
import io.conclave.http.port.Orders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderRoutesTest {
    private static final Map<String, String> LIMIT = Map.of(
            "symbol", "\"BTC-USD\"",
            "side", "\"buy\"",
            "qty", "\"1\"",
            "type", "\"limit\"",
            "time_in_force", "\"gtc\"",
            "limit_price", "\"990.5\"");

    private final CannedRun run = new CannedRun(3, true);
    private RunningServer api;

    @BeforeAll
    void start() throws Exception {
        api = RunningServer.over(run.engine(), CannedAccess.withEveryRole(), "");
    }

    @AfterAll
    void stop() throws Exception {
        api.close();
    }

    @Test
    void anOrderIsReadAsItIsMeant() throws Exception {
        var answer = order("client_order_id", "\"mine\"", "post_only", "true", "display_qty", "\"0.5\"");

        var order = RunningServer.json(answer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(order.path("client_order_id").asText()).isEqualTo("mine");
        assertThat(order.path("side").asText()).isEqualTo("buy");
        assertThat(order.path("qty").asText()).isEqualTo("1");
        assertThat(order.path("type").asText()).isEqualTo("limit");
        assertThat(order.path("limit_price").asText()).isEqualTo("990.5");
        assertThat(order.path("display_qty").asText()).isEqualTo("0.5");
        assertThat(order.path("post_only").asBoolean()).isTrue();
        assertThat(api.get("/v1/orders/" + order.path("id").asText(), Role.VIEWER)
                        .body())
                .isEqualTo(answer.body());
        assertThat(api.get("/v1/orders:by_client_order_id?client_order_id=mine", Role.VIEWER)
                        .body())
                .isEqualTo(answer.body());
    }

    @Test
    void anOrderWithoutANameIsGivenOneOfItsOwn() throws Exception {
        var one = RunningServer.json(order()).path("client_order_id").asText();
        var other = RunningServer.json(order()).path("client_order_id").asText();

        assertThat(one).isNotEqualTo(other).hasSize(36);
    }

    @Test
    void aMarketOrderTradesAtOnceWhateverIsSaid() throws Exception {
        for (var said : List.of("day", "gtc", "ioc")) {
            var order = order("type", "\"market\"", "limit_price", "", "time_in_force", "\"" + said + "\"");
            assertThat(RunningServer.json(order).path("time_in_force").asText()).isEqualTo("ioc");
        }
        assertThat(RunningServer.json(order("type", "\"market\"", "limit_price", "", "time_in_force", "\"fok\""))
                        .path("time_in_force")
                        .asText())
                .isEqualTo("fok");
    }

    @Test
    void whatIsNoOrderIsSaidByItsField() throws Exception {
        assertThat(fieldOf(order("symbol", "\"btc usd\""))).isEqualTo("symbol");
        assertThat(fieldOf(order("side", "\"long\""))).isEqualTo("side");
        assertThat(fieldOf(order("qty", "1"))).isEqualTo("qty");
        assertThat(fieldOf(order("qty", "\"0\""))).isEqualTo("qty");
        assertThat(fieldOf(order("qty", "\"0.000000001\""))).isEqualTo("qty");
        assertThat(fieldOf(order("qty", ""))).isEqualTo("qty");
        assertThat(fieldOf(order("type", "\"trailing\""))).isEqualTo("type");
        assertThat(fieldOf(order("limit_price", ""))).isEqualTo("limit_price");
        assertThat(fieldOf(order("limit_price", "\"-1\""))).isEqualTo("limit_price");
        assertThat(fieldOf(order("stop_price", "\"1000\""))).isEqualTo("stop_price");
        assertThat(fieldOf(order("time_in_force", "\"gtd\""))).isEqualTo("expires_at");
        assertThat(fieldOf(order("expires_at", "\"2013-11-29T12:00:00Z\""))).isEqualTo("expires_at");
        assertThat(fieldOf(order("time_in_force", "\"ioc\"", "post_only", "true")))
                .isEqualTo("type");
        assertThat(fieldOf(order("post_only", "\"yes\""))).isEqualTo("post_only");
        assertThat(fieldOf(order("client_order_id", "\"" + "x".repeat(49) + "\"")))
                .isEqualTo("client_order_id");
        assertThat(fieldOf(order("notional", "\"100\""))).isEqualTo("notional");
    }

    @Test
    void aLimitThatStandsAgainstAnOrderIsNamedByItsCode() throws Exception {
        run.desk.objection = Optional.of(
                new Orders.Refused(Orders.Kind.NOT_ALLOWED, "price_collar", "Too far beyond the last price."));
        try {
            for (var path : List.of("/v1/orders", "/v1/orders/test")) {
                var refused = send("POST", path, json(new TreeMap<>(LIMIT)), Role.TRADER);

                assertThat(refused.statusCode()).isEqualTo(422);
                assertThat(refused.body()).contains("\"price_collar\"", "Too far beyond the last price.");
            }
            run.desk.objection = Optional.of(new Orders.Refused(Orders.Kind.TOO_MANY, "order_rate", "Too many."));
            assertThat(order().headers().firstValue("Retry-After")).hasValue("1");
        } finally {
            run.desk.objection = Optional.empty();
        }
    }

    @Test
    void whoAsksOnlyWhetherItWouldPassPlacesNothing() throws Exception {
        var before = listed("?status=all&limit=500").size();

        var answer = send("POST", "/v1/orders/test", json(new TreeMap<>(LIMIT)), Role.TRADER);

        assertThat(answer.body()).isEqualTo("{\"passes\":true}");
        assertThat(listed("?status=all&limit=500")).hasSize(before);
    }

    @Test
    void ordersComeByThePage() throws Exception {
        order("client_order_id", "\"p1\"");
        order("client_order_id", "\"p2\"");
        order("client_order_id", "\"p3\"");
        var whole = listed("?limit=500");

        var first = RunningServer.json(api.get("/v1/orders?limit=2", Role.VIEWER));
        var rest = listed("?limit=500&page=" + first.path("next").asText());

        assertThat(first.path("orders").size()).isEqualTo(2);
        assertThat(rest).isEqualTo(whole.subList(2, whole.size()));
        assertThat(api.get("/v1/orders?limit=500", Role.VIEWER).body()).doesNotContain("\"next\"");
    }

    @Test
    void whoMayFallSilentIsWatchedUpToADay() throws Exception {
        var path = "/v1/orders/cancel_all_after";

        assertThat(send("POST", path, "{\"timeout\":60}", Role.TRADER).body()).isEqualTo("{\"timeout\":60}");
        assertThat(send("POST", path, "{\"timeout\":0}", Role.TRADER).body()).isEqualTo("{\"timeout\":0}");
        for (var odd : List.of("{}", "{\"timeout\":-1}", "{\"timeout\":86401}", "{\"timeout\":\"60\"}")) {
            assertThat(fieldOf(send("POST", path, odd, Role.TRADER))).isEqualTo("timeout");
        }
    }

    @Test
    void onlyTradersAct() throws Exception {
        for (Role role : List.of(Role.VIEWER, Role.RISK, Role.ADMIN, Role.AGENT)) {
            assertThat(send("POST", "/v1/orders", "{}", role).statusCode()).isEqualTo(403);
            assertThat(send("POST", "/v1/orders/test", "{}", role).statusCode()).isEqualTo(403);
            assertThat(send("DELETE", "/v1/orders", "", role).statusCode()).isEqualTo(403);
            var one = "/v1/orders/" + CannedOrders.FIRST;
            assertThat(send("PATCH", one, "{}", role).statusCode()).isEqualTo(403);
            assertThat(send("DELETE", one, "", role).statusCode()).isEqualTo(403);
        }
        assertThat(api.get("/v1/orders", Role.AGENT).statusCode()).isEqualTo(403);
    }

    // ---- helpers

    /** A limit order with other fields; what is empty is left out. */
    private HttpResponse<String> order(String... changes) throws Exception {
        var fields = new TreeMap<>(LIMIT);
        for (int i = 0; i < changes.length; i += 2) {
            fields.put(changes[i], changes[i + 1]);
        }
        fields.values().removeIf(String::isEmpty);
        return send("POST", "/v1/orders", json(fields), Role.TRADER);
    }

    private static String json(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String fieldOf(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        return RunningServer.json(answer).path("field").asText();
    }

    private List<String> listed(String query) throws Exception {
        var orders = RunningServer.json(api.get("/v1/orders" + query, Role.VIEWER));
        return StreamSupport.stream(orders.path("orders").spliterator(), false)
                .map((JsonNode order) -> order.path("client_order_id").asText())
                .toList();
    }

    private HttpResponse<String> send(String method, String path, String body, Role role) throws Exception {
        return api.send(HttpRequest.newBuilder(api.uri(path))
                .header("Authorization", "Bearer " + CannedAccess.key(role))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }
}
