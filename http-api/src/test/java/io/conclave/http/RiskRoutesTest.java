package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.access.Role;
import io.conclave.http.port.Risk;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RiskRoutesTest {
    private final CannedRun run = new CannedRun(3, true);

    @SuppressWarnings("NullAway.Init")
    private RunningServer api;

    @BeforeEach
    void start() throws Exception {
        api = RunningServer.over(run.engine(), CannedAccess.withEveryRole(), "");
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void tradingIsHaltedForAReasonAndLetGoOn() throws Exception {
        assertThat(api.get("/v1/kill-switch", Role.VIEWER).body()).isEqualTo("{\"halted\":false}");

        var halted = send("PUT", "/v1/kill-switch", "{\"reason\":\"looks odd\"}", Role.ADMIN);

        assertThat(halted.statusCode()).isEqualTo(200);
        assertThat(halted.body()).contains("\"halted\":true", "\"reason\":\"looks odd\"", "\"actor\":");
        assertThat(api.get("/v1/risk", Role.VIEWER).body()).contains("\"haltReason\":\"looks odd\"");
        assertThat(send("DELETE", "/v1/kill-switch", "", Role.RISK).body()).contains("\"halted\":false");
    }

    @Test
    void nobodyHaltsWithoutAReason() throws Exception {
        for (var body : List.of("{}", "{\"reason\":\" \"}", "{\"reason\":\"" + "x".repeat(1_001) + "\"}")) {
            var answer = send("PUT", "/v1/kill-switch", body, Role.RISK);

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).contains("\"field\":\"reason\"");
        }
        assertThat(api.get("/v1/kill-switch", Role.VIEWER).body()).isEqualTo("{\"halted\":false}");
    }

    @Test
    void anAdministratorHaltsAndOnlyRiskLetsTradingGoOnOrSetsLimits() throws Exception {
        assertThat(send("DELETE", "/v1/kill-switch", "", Role.ADMIN).statusCode())
                .isEqualTo(403);
        for (Role role : List.of(Role.VIEWER, Role.TRADER, Role.AGENT)) {
            assertThat(send("PUT", "/v1/kill-switch", "{\"reason\":\"odd\"}", role)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(send("DELETE", "/v1/kill-switch", "", role).statusCode()).isEqualTo(403);
            assertThat(send("PUT", "/v1/risk/limits", "{}", role).statusCode()).isEqualTo(403);
        }
        assertThat(send("PUT", "/v1/risk/limits", "{}", Role.ADMIN).statusCode())
                .isEqualTo(403);
    }

    @Test
    void limitsThatAreNotNamedStay() throws Exception {
        var set = RunningServer.json(send(
                "PUT",
                "/v1/risk/limits",
                "{\"orderNotional\":\"500.5\",\"rateWindow\":\"PT10S\",\"orderRate\":7,"
                        + "\"orderQuantity\":{\"ETH-USD\":\"2\"},\"restricted\":[\"LTC-USD\",\"BTC-USD\"]}",
                Role.RISK));

        assertThat(set.path("orderNotional").asText()).isEqualTo("500.5");
        assertThat(set.path("rateWindow").asText()).isEqualTo("PT10S");
        assertThat(set.path("orderRate").asInt()).isEqualTo(7);
        assertThat(set.path("orderQuantity").toString()).isEqualTo("{\"ETH-USD\":\"2\"}");
        assertThat(set.path("restricted").toString()).isEqualTo("[\"BTC-USD\",\"LTC-USD\"]");
        assertThat(set.path("priceCollar").asText()).isEqualTo("0.05");
        assertThat(set.path("staleAfter").asText()).isEqualTo("PT30M");
        assertThat(RunningServer.json(api.get("/v1/risk", Role.VIEWER)).path("limits"))
                .isEqualTo(set);
    }

    @Test
    void aLimitThatIsNoneIsSaidByItsField() throws Exception {
        assertThat(fieldOf("\"orderNotional\":500")).isEqualTo("orderNotional");
        assertThat(fieldOf("\"orderNotional\":\"-1\"")).isEqualTo("orderNotional");
        assertThat(fieldOf("\"priceCollar\":\"5%\"")).isEqualTo("priceCollar");
        assertThat(fieldOf("\"dailyLoss\":\"-0.1\"")).isEqualTo("dailyLoss");
        assertThat(fieldOf("\"orderRate\":100001")).isEqualTo("orderRate");
        assertThat(fieldOf("\"orderRate\":1.5")).isEqualTo("orderRate");
        assertThat(fieldOf("\"rateWindow\":\"a minute\"")).isEqualTo("rateWindow");
        assertThat(fieldOf("\"duplicateWindow\":\"PT-1S\"")).isEqualTo("duplicateWindow");
        assertThat(fieldOf("\"orderQuantity\":{\"btc\":\"1\"}")).isEqualTo("orderQuantity");
        assertThat(fieldOf("\"orderQuantity\":{\"BTC-USD\":1}")).isEqualTo("orderQuantity");
        assertThat(fieldOf("\"restricted\":\"BTC-USD\"")).isEqualTo("restricted");
        assertThat(fieldOf("\"shortAllowed\":true")).isEqualTo("shortAllowed");
    }

    @Test
    void whereNobodyTradesLimitsAreNotSet() throws Exception {
        run.risk.objection = Optional.of(new Risk.Refused("no_desk", "Nobody trades here."));

        var answer = send("PUT", "/v1/risk/limits", "{\"orderRate\":1}", Role.RISK);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("no_desk");
    }

    private String fieldOf(String limit) throws Exception {
        var answer = send("PUT", "/v1/risk/limits", "{" + limit + "}", Role.RISK);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        return RunningServer.json(answer).path("field").asText();
    }

    private HttpResponse<String> send(String method, String path, String body, Role role) throws Exception {
        return api.send(HttpRequest.newBuilder(api.uri(path))
                .header("Authorization", "Bearer " + CannedAccess.key(role))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }
}
