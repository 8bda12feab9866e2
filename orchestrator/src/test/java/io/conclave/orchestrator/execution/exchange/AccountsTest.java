package io.conclave.orchestrator.execution.exchange;

import static io.conclave.orchestrator.execution.exchange.Scene.limit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an account may order, what it pays, and what happens when it cannot. */
class AccountsTest {
    private static final OrderTerms MARKET = OrderTerms.market();
    private static final AccountTerms.Margin HALF = new AccountTerms.Margin(new Bps(5_000), new Bps(2_500));
    private static final String POOR = " refused: The account has not the buying power for it";

    private Scene scene = new Scene(ExchangeTerms.FREE);

    // ---- cash

    @Test
    void cashThatOrdersWaitForIsSetAside() {
        scene = new Scene(ExchangeTerms.FREE.withFees(new Bps(100), Bps.ZERO));
        scene.given(() -> scene.cash("cid", "1010"));
        scene.buy("cid", "o1", 5, limit(100));
        scene.buy("cid", "o2", 6, limit(100));
        scene.buy("cid", "o3", 5, limit(100));
        scene.cancel("cid", "o1");
        scene.buy("cid", "o4", 5, limit(100));
        assertThat(scene.said())
                .containsExactly(
                        "cid o1 accepted", "cid o2" + POOR, "cid o3 accepted", "cid o1 cancelled", "cid o4 accepted");
    }

    @Test
    void aCashAccountSellsOnlyWhatItHoldsAndHasNotOfferedYet() {
        scene.given(() -> {
            scene.buy("ann", "o1", 5, MARKET);
            scene.print(100);
        });
        scene.sell("ann", "o2", 3, limit(110));
        scene.sell("ann", "o3", 3, limit(110));
        assertThat(scene.said())
                .containsExactly("ann o2 accepted", "ann o3 refused: A cash account sells only what it holds");
    }

    @Test
    void aCashAccountOffersWhatItHoldsAtAProfitAndOnceMoreAtALoss() {
        held(5);
        scene.sell("ann", "profit", 5, limit(110));
        scene.sell("ann", "loss", 5, OrderTerms.stop(Scene.price(90)));
        scene.sell("ann", "another", 1, OrderTerms.stop(Scene.price(95)));
        assertThat(scene.said())
                .containsExactly(
                        "ann profit accepted",
                        "ann loss accepted",
                        "ann another refused: A cash account sells only what it holds");

        scene.print(90);
        scene.print(111);
        assertThat(scene.said()).containsExactly("ann profit expired", "ann loss sells 5 at 90");
        assertThat(scene.position("ann")).isEqualTo("0");
    }

    @Test
    void aStopThatWakesLeavesTheOldestOffersThatAreStillCovered() {
        held(5);
        scene.sell("ann", "first", 2, limit(110));
        scene.sell("ann", "second", 1, limit(110));
        scene.sell("ann", "third", 2, limit(110));
        scene.sell("ann", "loss", 3, OrderTerms.stop(Scene.price(90)));
        scene.print(89);
        assertThat(scene.said())
                .endsWith("ann third expired", "ann second expired", "ann loss sells 3 at 89")
                .doesNotContain("ann first expired");
    }

    @Test
    void aStopFindsNothingToSellWhenTheProfitWasTaken() {
        held(5);
        scene.sell("ann", "profit", 5, limit(110));
        scene.sell("ann", "loss", 5, OrderTerms.stop(Scene.price(90)));
        scene.print(111);
        scene.print(89);
        assertThat(scene.said()).endsWith("ann profit sells 5 at 110", "ann loss expired");
        assertThat(scene.position("ann")).isEqualTo("0");
    }

    @Test
    void whatIsOfferedAtAnyPriceAndAStopThatWakesSellNoMoreThanIsHeld() {
        held(5);
        scene.sell("ann", "loss", 5, OrderTerms.stop(Scene.price(95)));
        scene.sell("ann", "now", 5, limit(80));
        scene.print(95);
        assertThat(scene.said()).endsWith("ann now expired", "ann loss sells 5 at 95");
        assertThat(scene.position("ann")).isEqualTo("0");
    }

    private void held(int lots) {
        scene.given(() -> {
            scene.buy("ann", "held", lots, MARKET);
            scene.print(100);
        });
    }

    // ---- margin

    @Test
    void marginLetsAnAccountHoldMoreThanItsCashAndLessThanNothing() {
        scene.given(() -> {
            scene.margin("meg", "1000", HALF);
            scene.print(100);
        });
        scene.sell("meg", "o1", 21, MARKET);
        scene.sell("meg", "o2", 20, MARKET);
        scene.buy("meg", "o3", 20, limit(90));
        scene.print(100);
        assertThat(scene.said())
                .containsExactly("meg o1" + POOR, "meg o2 accepted", "meg o3 accepted", "meg o2 sells 20 at 100");
        assertThat(scene.position("meg")).isEqualTo("-20");
        assertThat(scene.exchange.equity("meg")).isEqualTo(Money.of("1000"));
    }

    @Test
    void anAccountThatCannotBackItsPositionsIsClosedOut() {
        scene.given(() -> {
            scene.margin("meg", "1000", HALF);
            scene.sell("meg", "o1", 20, MARKET);
            scene.print(100);
            scene.buy("meg", "o2", 1, limit(90));
            scene.print(119);
        });
        scene.print(121);
        assertThat(scene.said()).containsExactly("meg o2 cancelled", "meg margin-call-3 accepted");
        scene.print(130);
        assertThat(scene.said()).containsExactly("meg margin-call-3 buys 20 at 130");
        scene.print(90);
        scene.buy("meg", "o4", 20, MARKET);
        assertThat(scene.said()).containsExactly("meg o4" + POOR);
        assertThat(scene.money("meg")).isEqualTo("400");
    }

    @Test
    void whatAnAccountSoldShortCostsItInterestAtTheEndOfADay() {
        scene = new Scene(ExchangeTerms.FREE.withBorrow(new Bps(3_650)));
        scene.given(() -> {
            scene.margin("meg", "10000", HALF);
            scene.sell("meg", "o1", 20, MARKET);
            scene.print(100);
        });
        scene.exchange.accept(new ExchangeCommand.EndDay(100));
        assertThat(scene.money("meg")).isEqualTo("11998");
        assertThat(scene.holdings(Clearing.HOUSE).cash()).isEqualTo(Money.of("2"));
    }

    // ---- what an order must be like

    @Test
    void ordersThatDoNotFitTheInstrumentAreRefused() {
        var gold = new Instrument(new Symbol("GOLD"), Price.of("0.5"), Quantity.of("0.1"), Money.of("10"), "USD");
        var said = new ArrayList<String>();
        var exchange = new PaperExchange(
                ExchangeTerms.FREE, List.of(gold), (account, at, report) -> said.add(report.toString()));
        exchange.accept(new ExchangeCommand.Open("ann", new AccountTerms.Cash(), Money.of("1000"), 0));
        submit(exchange, "o1", "GOLD", "1", "100.2");
        submit(exchange, "o2", "GOLD", "1.05", "100");
        submit(exchange, "o3", "GOLD", "0.1", "99.5");
        submit(exchange, "o4", "TIN", "1", "100");
        submit(exchange, "o5", "GOLD", "0.1", "90000000000");
        submit(exchange, "o6", "GOLD", "0.1", "100");
        exchange.accept(new ExchangeCommand.Pass(1));
        assertThat(said)
                .containsExactly(
                        "Rejected[order=o1, why=A price lies between two ticks of the instrument]",
                        "Rejected[order=o2, why=The quantity is not a whole number of the instrument's lots]",
                        "Rejected[order=o3, why=The order is worth less than the instrument's minimum]",
                        "Rejected[order=o4, why=This exchange does not trade that instrument]",
                        "Rejected[order=o5, why=The account has not the buying power for it]",
                        "Accepted[order=o6]");
    }

    private static void submit(PaperExchange exchange, String id, String symbol, String quantity, String limit) {
        exchange.accept(new ExchangeCommand.Submit(
                "ann",
                new OrderTicket(
                        new ClientOrderId(id),
                        new Symbol(symbol),
                        Side.BUY,
                        Quantity.of(quantity),
                        OrderTerms.limit(Price.of(limit)),
                        Price.of("100"),
                        1)));
    }

    @Test
    void nobodyTradesOnAnAccountThatIsNotThereOrIsTheExchangesOwn() {
        assertThatThrownBy(() -> scene.buy("zoe", "o1", 1, MARKET)).hasMessage("The exchange has no account \"zoe\"");
        assertThatThrownBy(() -> scene.buy(Clearing.MARKET, "o1", 1, MARKET))
                .hasMessage("The exchange has no account \"(market)\"");
        assertThatThrownBy(() -> scene.cash("ann", "1")).hasMessage("The exchange has an account \"ann\" already");
    }
}
