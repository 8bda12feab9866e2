package io.conclave.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.app.access.KeyPlace;
import io.conclave.app.outside.VoteIntake;
import io.conclave.app.session.RunSession;
import io.conclave.domain.access.Role;
import io.conclave.domain.unit.Price;
import io.conclave.http.HttpSettings;
import io.conclave.persistence.keys.ApiKeys;
import io.conclave.testkit.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Orders of people against a real desk, its venue on paper and its journal, while bars come in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServedOrdersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MORE_CLOSINGS_THAN_WE_STAY_FOR = 640;
    private static final Duration REST = Duration.ofMillis(500);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path data;

    private final HttpClient client = HttpClient.newHttpClient();
    private RunSession session;
    private ServedRun page;
    private String key;
    private String riskKey;

    @BeforeAll
    void begin() throws Exception {
        var config = Week.settings(data);
        session = Week.begin(data, MORE_CLOSINGS_THAN_WE_STAY_FOR, REST);
        page = ServedRun.open(session, HttpSettings.from(config), VoteIntake.nobody(), () -> false);
        try (var place = KeyPlace.open(config)) {
            key = keyOf(place, Role.TRADER);
            riskKey = keyOf(place, Role.RISK);
        }
        Patience.until(
                "the first bars to have closed",
                () -> get("/v1/run").path("round").asInt() > 1);
    }

    @AfterAll
    void end() {
        page.close();
        session.close();
        client.close();
    }

    @Test
    void anOrderWorksUntilItIsReplacedAndThenTakenBack() {
        var placed = post("/v1/orders", limit("story", "0.1", "500"));
        assertThat(placed.path("client_order_id").asText()).isEqualTo("story");
        assertThat(placed.path("status").asText()).isIn("accepted", "new");
        var id = placed.path("id").asText();
        until(id, "new");

        var other =
                answer("PATCH", "/v1/orders/" + id, "{\"limit_price\":\"510\",\"client_order_id\":\"story-2\"}", 200);
        assertThat(other.path("replaces").asText()).isEqualTo(id);
        assertThat(other.path("qty").asText()).isEqualTo("0.1");
        until(id, "replaced");
        until(other.path("id").asText(), "new");

        call("DELETE", "/v1/orders/" + other.path("id").asText(), "", 204);
        until(other.path("id").asText(), "canceled");
        assertThat(code("DELETE", "/v1/orders/" + other.path("id").asText(), "", 422))
                .isEqualTo("too_late");
        assertThat(get("/v1/orders:by_client_order_id?client_order_id=story-2")
                        .path("limit_price")
                        .asText())
                .isEqualTo("510");
    }

    @Test
    void saidAgainItIsTheSameOrderAndAnotherUnderItsNameIsNone() {
        var first = post("/v1/orders", limit("twice", "0.1", "501"));

        assertThat(post("/v1/orders", limit("twice", "0.1", "501")).path("id")).isEqualTo(first.path("id"));
        assertThat(code("POST", "/v1/orders", limit("twice", "0.2", "501"), 409))
                .isEqualTo("duplicate_client_order_id");
        assertThat(names("?status=all")).containsOnlyOnce("twice");
    }

    @Test
    void whoTakesOneOfAPairBackTakesBothBack() {
        var pair = ordered(
                "pair",
                "0.1",
                "'type':'limit','order_class':'oco',"
                        + "'take_profit':{'limit_price':'507'},'stop_loss':{'stop_price':'5000','limit_price':'5001'}");

        var first = post("/v1/orders", pair);

        assertThat(first.path("order_class").asText()).isEqualTo("oco");
        assertThat(first.path("limit_price").asText()).isEqualTo("507");
        var other = first.path("legs").path(0);
        assertThat(other.path("stop_price").asText()).isEqualTo("5000");
        assertThat(other.path("client_order_id").asText())
                .isEqualTo(first.path("id").asText() + ":sl");
        until(other.path("id").asText(), "new");
        assertThat(post("/v1/orders", pair).path("legs").path(0).path("id")).isEqualTo(other.path("id"));
        assertThat(code("POST", "/v1/orders", pair.replace("5001", "5002"), 409))
                .isEqualTo("duplicate_client_order_id");

        call("DELETE", "/v1/orders/" + first.path("id").asText(), "", 204);
        until(other.path("id").asText(), "canceled");
    }

    @Test
    void whatABracketTradesGetsItsWaysOut() {
        var bracket = ordered(
                "bracket",
                "0.1",
                "'type':'market','order_class':'bracket',"
                        + "'take_profit':{'limit_price':'5000'},'stop_loss':{'stop_price':'100'}");

        var parent = post("/v1/orders", bracket);

        assertThat(parent.path("order_class").asText()).isEqualTo("bracket");
        var path = "/v1/orders/" + parent.path("id").asText();
        Patience.until(
                "both ways out to wait", () -> statuses(get(path).path("legs")).equals(List.of("new", "new")));
        var legs = get(path).path("legs");
        assertThat(legs.path(0).path("limit_price").asText()).isEqualTo("5000");
        assertThat(legs.path(0).path("side").asText()).isEqualTo("sell");
        assertThat(legs.path(1).path("stop_price").asText()).isEqualTo("100");
        assertThat(get("/v1/orders/" + legs.path(1).path("id").asText())
                        .path("order_class")
                        .asText())
                .isEqualTo("oco");
        assertThat(post("/v1/orders", bracket).path("id")).isEqualTo(parent.path("id"));
        assertThat(code("POST", "/v1/orders", bracket.replace("5000", "5001"), 409))
                .isEqualTo("duplicate_client_order_id");

        call("DELETE", "/v1/orders/" + legs.path(0).path("id").asText(), "", 204);
        until(legs.path(1).path("id").asText(), "canceled");
    }

    @Test
    void aStopThatTrailsIsTheSameWhenItIsSaidAgainAtAnotherPrice() {
        var trailing = ordered("trailing", "0.1", "'type':'trailing_stop','trail_percent':'50'");

        var stop = post("/v1/orders", trailing);
        assertThat(stop.path("type").asText()).isEqualTo("trailing_stop");
        assertThat(stop.path("trail_percent").asText()).isEqualTo("50");
        int round = get("/v1/run").path("round").asInt();
        Patience.until(
                "the next bars to close", () -> get("/v1/run").path("round").asInt() > round + 1);

        assertThat(post("/v1/orders", trailing).path("id")).isEqualTo(stop.path("id"));
        assertThat(code("POST", "/v1/orders", trailing.replace("50", "51"), 409))
                .isEqualTo("duplicate_client_order_id");
        answer("DELETE", "/v1/orders", "", 207);
    }

    @Test
    void pairsAndBracketsAreHeldAgainstTheRulesOfTheVenueByTheirOwnFields() {
        assertThat(field(ordered(
                        "odd", "0.1", "'type':'market','order_class':'oto','take_profit':{'limit_price':'500.001'}")))
                .isEqualTo("take_profit.limit_price");
        assertThat(field(ordered(
                        "odd", "0.1", "'type':'market','order_class':'oto','stop_loss':{'stop_price':'500.001'}")))
                .isEqualTo("stop_loss.stop_price");
        assertThat(code(
                        "POST",
                        "/v1/orders/test",
                        ordered(
                                "odd",
                                "0.1",
                                "'type':'limit','limit_price':'2000','order_class':'oto',"
                                        + "'stop_loss':{'stop_price':'100'}"),
                        422))
                .isEqualTo("price_collar");
    }

    @Test
    void theDoorNamesTheLimitWhetherTheOrderIsMeantOrOnlyTried() {
        var tooFar = limit("too-far", "0.1", "2000");

        assertThat(code("POST", "/v1/orders", tooFar, 422)).isEqualTo("price_collar");
        assertThat(code("POST", "/v1/orders/test", tooFar, 422)).isEqualTo("price_collar");
        assertThat(post("/v1/orders/test", limit("tried", "0.1", "502"))
                        .path("passes")
                        .asBoolean())
                .isTrue();
        call("GET", "/v1/orders:by_client_order_id?client_order_id=tried", "", 404);
    }

    @Test
    void whatTheInstrumentDoesNotAllowIsSaidByItsField() {
        assertThat(field(limit("odd", "0.1", "500.001"))).isEqualTo("limit_price");
        assertThat(field(limit("odd", "0.000000001", "500"))).isEqualTo("qty");
        assertThat(field(limit("odd", "0.1", "500").replace("BTC-USD", "ETH-USD")))
                .isEqualTo("symbol");
    }

    @Test
    void allThatIsOpenIsTakenBackOneByOne() {
        var one = post("/v1/orders", limit("all-1", "0.1", "503"));
        until(one.path("id").asText(), "new");

        var all = answer("DELETE", "/v1/orders", "", 207).path("orders");

        var ids = new ArrayList<String>();
        all.forEach(item -> {
            assertThat(item.path("status").asInt()).isEqualTo(200);
            ids.add(item.path("id").asText());
        });
        assertThat(ids).contains(one.path("id").asText());
        until(one.path("id").asText(), "canceled");
        assertThat(names("?status=closed")).contains("all-1");
        try (var readers = new Readers()) {
            var stored = new StoredOrders(
                    session.database().readModels(), session.manifest().run(), "paper", readers);
            Patience.until(
                    "the read models to have it, too",
                    () -> stored.named("all-1")
                            .toCompletableFuture()
                            .join()
                            .filter(order -> order.status().equals("canceled"))
                            .isPresent());
            var gone = stored.named("all-1").toCompletableFuture().join().orElseThrow();
            assertThat(gone.limitPrice()).contains(Price.of("503"));
            assertThat(gone.timeInForce()).isEqualTo("gtc");
        }
    }

    @Test
    void inVirtualTimeNobodyIsWatched() {
        assertThat(answer("POST", "/v1/orders/cancel_all_after", "{\"timeout\":60}", 503)
                        .path("detail")
                        .asText())
                .contains("virtual time");
    }

    @Test
    void limitsThatAreSetHoldForTheNextOrder() {
        var before = get("/v1/risk").path("limits");
        var within = limit("within", "0.1", "504");

        var set = answer("PUT", "/v1/risk/limits", "{\"restricted\":[\"BTC-USD\"]}", 200);
        assertThat(set.path("version").asLong())
                .isEqualTo(before.path("version").asLong() + 1);
        assertThat(get("/v1/risk").path("limits")).isEqualTo(set);
        assertThat(code("POST", "/v1/orders/test", within, 422)).isEqualTo("restricted");
        answer("PUT", "/v1/risk/limits", "{\"restricted\":[]}", 200);

        assertThat(post("/v1/orders/test", within).path("passes").asBoolean()).isTrue();
    }

    @Test
    void aHaltTakesBackWhatWaitsAndRefusesWhatIsNew() {
        var waiting = post("/v1/orders", limit("halted", "0.1", "505"));
        until(waiting.path("id").asText(), "new");

        var halted = answer("PUT", "/v1/kill-switch", "{\"reason\":\"looks odd\"}", 200);

        assertThat(halted.path("halted").asBoolean()).isTrue();
        assertThat(halted.path("actor").asText()).startsWith("ada (");
        until(waiting.path("id").asText(), "canceled");
        assertThat(code("POST", "/v1/orders", limit("too-late", "0.1", "505"), 503))
                .isEqualTo("halted");
        assertThat(post("/v1/orders", limit("halted", "0.1", "505"))
                        .path("status")
                        .asText())
                .isEqualTo("canceled");
        assertThat(get("/v1/risk").path("haltReason").asText()).isEqualTo("looks odd");
        assertThat(answer("DELETE", "/v1/kill-switch", "", 200).path("halted").asBoolean())
                .isFalse();
        post("/v1/orders", limit("again", "0.1", "506"));
    }

    @Test
    void aDecisionThatIsTakenAgainComesToTheSame() {
        Patience.until(
                "a decision to be sealed",
                () -> !get("/v1/decisions?limit=1").path("decisions").isEmpty());
        var decision = get("/v1/decisions?limit=1").path("decisions").path(0);

        var again = post("/v1/decisions/" + decision.path("id").asText() + "/replay", "{}");

        assertThat(again.path("equal").asBoolean()).as(again.toString()).isTrue();
        assertThat(again.path("hash")).isEqualTo(decision.path("hash"));
        assertThat(again.path("decisions")).isEqualTo(decision.path("round"));
        call("POST", "/v1/decisions/BTC-USD@1/replay", "{}", 404);
    }

    // ---- helpers

    private static String keyOf(KeyPlace place, Role role) {
        return place.keys()
                .create(role, "ada", Optional.empty(), new ApiKeys.By("ada", "", "command line"), 1)
                .secret();
    }

    private static boolean isOfRisk(String method, String path) {
        return !method.equals("GET") && (path.startsWith("/v1/risk") || path.equals("/v1/kill-switch"));
    }

    private static String limit(String name, String quantity, String price) {
        return "{\"symbol\":\"BTC-USD\",\"side\":\"buy\",\"qty\":\"" + quantity + "\",\"type\":\"limit\","
                + "\"time_in_force\":\"gtc\",\"limit_price\":\"" + price + "\",\"client_order_id\":\"" + name + "\"}";
    }

    /** A purchase with more fields, in single quotes. */
    private static String ordered(String name, String quantity, String more) {
        var order = "{'symbol':'BTC-USD','side':'buy','qty':'" + quantity
                + "','time_in_force':'gtc','client_order_id':'" + name + "'," + more + "}";
        return order.replace('\'', '"');
    }

    private static List<String> statuses(JsonNode orders) {
        var statuses = new ArrayList<String>();
        orders.forEach(order -> statuses.add(order.path("status").asText()));
        return statuses;
    }

    private void until(String id, String status) {
        Patience.until(
                "order " + id + " to be " + status,
                () -> get("/v1/orders/" + id).path("status").asText().equals(status));
    }

    private List<String> names(String query) {
        var names = new ArrayList<String>();
        get("/v1/orders" + query)
                .path("orders")
                .forEach(order -> names.add(order.path("client_order_id").asText()));
        return names;
    }

    private String field(String order) {
        return answer("POST", "/v1/orders", order, 422).path("field").asText();
    }

    private String code(String method, String path, String body, int status) {
        return answer(method, path, body, status).path("code").asText();
    }

    private JsonNode get(String path) {
        return answer("GET", path, "", 200);
    }

    private JsonNode post(String path, String body) {
        return answer("POST", path, body, 200);
    }

    private JsonNode answer(String method, String path, String body, int status) {
        try {
            return JSON.readTree(call(method, path, body, status).body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(method + " " + path + " answered no JSON", e);
        }
    }

    private HttpResponse<String> call(String method, String path, String body, int status) {
        URI uri = page.uri().resolve(path);
        var answer = client.sendAsync(
                        HttpRequest.newBuilder(uri)
                                .header("Authorization", "Bearer " + (isOfRisk(method, path) ? riskKey : key))
                                .header("Content-Type", "application/json")
                                .method(
                                        method,
                                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .join();
        assertThat(answer.statusCode())
                .as(method + " " + path + ": " + answer.body())
                .isEqualTo(status);
        return answer;
    }
}
