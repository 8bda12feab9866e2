package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.client.ConclaveClient;
import io.conclave.client.NewOrder;
import io.conclave.client.Ties.OrderClass;
import io.conclave.domain.access.Role;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.port.Orders;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pairs, brackets and stops that trail: as they are sent, and as the room hands them on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinkedOrdersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BUY =
            "'client_order_id':'mine','symbol':'BTC-USD','side':'buy','qty':'2','type':'limit','limit_price':'1000',"
                    + "'time_in_force':'day'";
    private static final String SELL =
            "'client_order_id':'mine','symbol':'BTC-USD','side':'sell','qty':'2','time_in_force':'gtc'";
    private static final String PROFIT = "'take_profit':{'limit_price':'1100'}";
    private static final String LOSS = "'stop_loss':{'stop_price':'900'}";

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
    void aPairIsALimitUnderTheCallersNameAndAStop() throws Exception {
        var answer = placed(SELL + ",'type':'limit','order_class':'oco'," + PROFIT
                + ",'stop_loss':{'stop_price':'900','limit_price':'890'}");

        assertThat(run.desk.placed)
                .contains(new Orders.Either(
                        sale(OrderTerms.limit(Price.of("1100"))),
                        OrderTerms.stopLimit(Price.of("900"), Price.of("890"))));
        assertThat(answer.path("order_class").asText()).isEqualTo("oco");
        assertThat(answer.path("client_order_id").asText()).isEqualTo("mine");
        assertThat(answer.path("legs")).hasSize(1);
        assertThat(answer.path("legs").path(0).path("type").asText()).isEqualTo("stop_limit");
    }

    @Test
    void aBracketIsAnOrderWithTwoWaysOut() throws Exception {
        var answer = placed(BUY + ",'order_class':'bracket'," + PROFIT + "," + LOSS);

        assertThat(run.desk.placed)
                .contains(new Orders.Bracketed(
                        new Orders.Wish(
                                "mine",
                                CannedRun.SYMBOL,
                                Side.BUY,
                                Quantity.of("2"),
                                OrderTerms.limit(Price.of("1000")).in(TimeInForce.DAY)),
                        Optional.of(Price.of("1100")),
                        Optional.of(Price.of("900"))));
        assertThat(answer.path("order_class").asText()).isEqualTo("bracket");
        assertThat(answer.path("legs").isArray()).isTrue();
    }

    @Test
    void anOtoOrderHasOneWayOut() throws Exception {
        assertThat(placed(BUY + ",'order_class':'oto'," + LOSS)
                        .path("order_class")
                        .asText())
                .isEqualTo("oto");
        assertThat(run.desk.placed)
                .hasValueSatisfying(wanted -> assertThat(wanted).isInstanceOfSatisfying(Orders.Bracketed.class, one -> {
                    assertThat(one.takeProfit()).isEmpty();
                    assertThat(one.stopLoss()).contains(Price.of("900"));
                }));
    }

    @Test
    void aStopTrailsByAnAmountOrByAPercentage() throws Exception {
        assertThat(placed(SELL + ",'type':'trailing_stop','trail_price':'12.5'")
                        .path("trail_price")
                        .asText())
                .isEqualTo("12.5");
        assertThat(run.desk.placed).contains(trailing(Optional.of(Price.of("12.5")), Optional.empty()));

        var answer = placed(SELL + ",'type':'trailing_stop','trail_percent':'1.25'");
        assertThat(answer.path("trail_percent").asText()).isEqualTo("1.25");
        assertThat(answer.path("type").asText()).isEqualTo("trailing_stop");
        assertThat(run.desk.placed).contains(trailing(Optional.empty(), Optional.of(new Fraction(12_500))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "take_profit | 'side':'buy','type':'market',PROFIT",
                "stop_loss | 'side':'sell','type':'market','order_class':'simple',LOSS",
                "type | 'side':'sell','type':'market','order_class':'oco',PROFIT,LOSS",
                "stop_loss | 'side':'sell','type':'limit','order_class':'oco',PROFIT",
                "take_profit | 'side':'sell','type':'limit','order_class':'oco',LOSS",
                "limit_price | 'side':'sell','type':'limit','limit_price':'1100','order_class':'oco',PROFIT,LOSS",
                "post_only | 'side':'sell','type':'limit','post_only':true,'order_class':'oco',PROFIT,LOSS",
                "take_profit.limit_price | 'side':'buy','type':'limit','order_class':'oco',PROFIT,LOSS",
                "take_profit.limit_price | 'side':'sell','type':'market','order_class':'bracket',PROFIT,LOSS",
                "order_class | 'side':'buy','type':'market','order_class':'bracket',LOSS",
                "order_class | 'side':'buy','type':'market','order_class':'oto',PROFIT,LOSS",
                "order_class | 'side':'buy','type':'market','order_class':'oto'",
                "order_class | 'side':'buy','type':'market','order_class':'mleg'",
                "stop_loss.limit_price | 'side':'buy','type':'market','order_class':'oto','stop_loss':{'stop_price':'9','limit_price':'8'}",
                "stop_loss.stop_price | 'side':'buy','type':'market','order_class':'oto','stop_loss':{'limit_price':'8'}",
                "stop_loss.price | 'side':'buy','type':'market','order_class':'oto','stop_loss':{'price':'8'}",
                "take_profit | 'side':'buy','type':'market','order_class':'oto','take_profit':'1100'",
                "type | 'side':'buy','type':'trailing_stop','trail_price':'1','order_class':'oto',LOSS",
                "trail_price | 'side':'buy','type':'trailing_stop'",
                "trail_price | 'side':'buy','type':'trailing_stop','trail_price':'1','trail_percent':'1'",
                "trail_price | 'side':'buy','type':'market','trail_price':'1'",
                "trail_percent | 'side':'buy','type':'trailing_stop','trail_percent':'100'",
                "trail_percent | 'side':'buy','type':'trailing_stop','trail_percent':'0.00001'",
                "stop_price | 'side':'buy','type':'trailing_stop','trail_price':'1','stop_price':'1'",
            })
    void whatNoDeskCanDoIsSaidByItsField(String field, String fields) throws Exception {
        var body = "'symbol':'BTC-USD','qty':'2','time_in_force':'gtc',"
                + fields.replace("PROFIT", PROFIT).replace("LOSS", LOSS);
        var answer = send("/v1/orders", body);

        assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(422);
        assertThat(answer.path("field").asText()).isEqualTo(field);
        assertThat(answer.path("detail").asText()).endsWith(".");
    }

    @Test
    void whatTradesAtOnceCancelsNothingAndTrailsNothing() throws Exception {
        var atOnce = SELL.replace("gtc", "ioc");

        assertThat(send("/v1/orders", atOnce + ",'type':'limit','order_class':'oco'," + PROFIT + "," + LOSS)
                        .path("field")
                        .asText())
                .isEqualTo("time_in_force");
        assertThat(send("/v1/orders", atOnce + ",'type':'trailing_stop','trail_price':'1'")
                        .path("field")
                        .asText())
                .isEqualTo("time_in_force");
    }

    @Test
    void theJavaClientSendsThemAndReadsWhatBecameOfThem() throws Exception {
        var two = new BigDecimal("2");
        var profit = new BigDecimal("1100");
        var loss = new BigDecimal("900");
        try (var client = ConclaveClient.at(api.uri("/"), CannedAccess.key(Role.TRADER))) {
            var pair = client.place(NewOrder.either("BTC-USD", NewOrder.Side.SELL, two, profit, loss));
            assertThat(pair.orderClass()).contains(OrderClass.OCO);
            assertThat(pair.legs().orElseThrow()).hasSize(1);

            var bracket = client.place(NewOrder.market("BTC-USD", NewOrder.Side.BUY, two)
                    .takingProfitAt(profit)
                    .stoppingLossAt(loss));
            assertThat(bracket.orderClass()).contains(OrderClass.BRACKET);

            client.test(NewOrder.trailing("BTC-USD", NewOrder.Side.SELL, two, BigDecimal.TEN));
            assertThat(client.place(NewOrder.trailingPercent("BTC-USD", NewOrder.Side.SELL, two, BigDecimal.ONE))
                            .type())
                    .isEqualTo(NewOrder.Type.TRAILING_STOP);
            assertThat(client.place(NewOrder.market("BTC-USD", NewOrder.Side.BUY, two))
                            .orderClass())
                    .contains(OrderClass.SIMPLE);
        }
    }

    // ---- helpers

    private static Orders.Wish sale(OrderTerms terms) {
        return new Orders.Wish("mine", CannedRun.SYMBOL, Side.SELL, Quantity.of("2"), terms);
    }

    private static Orders.Trailing trailing(Optional<Price> amount, Optional<Fraction> share) {
        return new Orders.Trailing(
                "mine", CannedRun.SYMBOL, Side.SELL, Quantity.of("2"), TimeInForce.GTC, amount, share);
    }

    private JsonNode placed(String fields) throws Exception {
        var answer = send("/v1/orders", fields);
        assertThat(answer.has("id")).as(answer.toString()).isTrue();
        return answer;
    }

    private JsonNode send(String path, String fields) throws Exception {
        var answer = api.send(HttpRequest.newBuilder(api.uri(path))
                .header("Authorization", "Bearer " + CannedAccess.key(Role.TRADER))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{" + fields.replace('\'', '"') + "}")));
        return JSON.readTree(answer.body());
    }
}
