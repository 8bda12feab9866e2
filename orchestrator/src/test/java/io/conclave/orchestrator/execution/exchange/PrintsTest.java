package io.conclave.orchestrator.execution.exchange;

import static io.conclave.orchestrator.execution.exchange.Scene.limit;
import static io.conclave.orchestrator.execution.exchange.Scene.price;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Bar;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.Venue;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A market of which only prints are known, or bars. */
class PrintsTest {
    private static final OrderTerms MARKET = OrderTerms.market();
    private Scene scene = new Scene(ExchangeTerms.FREE);

    // ---- market orders

    @Test
    void aMarketOrderIsFilledWholeAtTheNextPrintWithTheSlippageAgainstIt() {
        scene = new Scene(ExchangeTerms.FREE.withSlippage(new Bps(10)).withFees(new Bps(20), Bps.ZERO));
        scene.print(90);
        scene.buy("ann", "o1", 500, MARKET);
        assertThat(scene.said()).containsExactly("ann o1 accepted");
        scene.print(Side.SELL, 100, 1);
        assertThat(scene.said()).containsExactly("ann o1 buys 500 at 100.1, fee 100.1");
        scene.sell("ann", "o2", 500, MARKET);
        scene.print(100);
        assertThat(scene.said()).containsExactly("ann o2 accepted", "ann o2 sells 500 at 99.9, fee 99.9");
    }

    @Test
    void nothingTradesWithAPrintOfTheMomentItArrives() {
        scene = new Scene(ExchangeTerms.FREE.withLatency(Duration.ofNanos(5), Duration.ofNanos(5)));
        scene.at(9);
        scene.buy("ann", "o1", 1, MARKET);
        scene.at(14);
        scene.print(100);
        assertThat(scene.said()).isEmpty();
        scene.print(101);
        assertThat(scene.said()).containsExactly("ann o1 accepted", "ann o1 buys 1 at 101");
        assertThat(scene.now()).isEqualTo(16);
    }

    @Test
    void aCancelThatTravelsDoesNotStopWhatHappensMeanwhile() {
        scene = new Scene(ExchangeTerms.FREE.withLatency(Duration.ZERO, Duration.ofNanos(5)));
        scene.given(() -> {
            scene.buy("ann", "o1", 1, MARKET);
            scene.cancel("ann", "o1");
        });
        scene.print(100);
        scene.at(20);
        scene.print(100);
        assertThat(scene.said())
                .containsExactly("ann o1 buys 1 at 100", "ann o1 not cancelled: No order of that id is open");
    }

    @Test
    void anOrderSentTwiceIsOneOrder() {
        scene.buy("ann", "o1", 1, MARKET);
        scene.buy("ann", "o1", 1, MARKET);
        scene.print(100);
        scene.print(100);
        assertThat(scene.said()).containsExactly("ann o1 accepted", "ann o1 buys 1 at 100");
    }

    @Test
    void anOrderIsFoundOnItsWayAtWorkAndDone() {
        scene = new Scene(ExchangeTerms.FREE.withLatency(Duration.ofNanos(5), Duration.ZERO));
        scene.buy("ann", "o1", 1, MARKET);
        assertThat(find("o1")).isEqualTo(new Venue.Found(OrderState.PENDING_NEW, Quantity.ZERO));
        scene.exchange.accept(new ExchangeCommand.Pass(6));
        assertThat(find("o1")).isEqualTo(new Venue.Found(OrderState.WORKING, Quantity.ZERO));
        scene.at(6);
        scene.print(100);
        assertThat(find("o1")).isEqualTo(new Venue.Found(OrderState.FILLED, Quantity.of("1")));
        assertThat(find("o2")).isEqualTo(new Venue.UnheardOf());
    }

    private Venue.Finding find(String id) {
        return scene.exchange.find("ann", new ClientOrderId(id));
    }

    // ---- limit orders

    @Test
    void aLimitThatTheNextPrintReachesTakesThatPrint() {
        scene.given(() -> scene.buy("ann", "o1", 3, limit(105)));
        scene.print(100);
        assertThat(scene.said()).containsExactly("ann o1 buys 3 at 100");
    }

    @Test
    void oneThatWaitsIsFilledAtItsLimitWhenTheMarketTradesBeyondIt() {
        scene = new Scene(ExchangeTerms.FREE.withFees(new Bps(10), new Bps(-5)));
        scene.given(() -> {
            scene.print(100);
            scene.buy("ann", "o1", 3, limit(90));
            scene.cash("cid", "1");
        });
        scene.print(Side.SELL, 90, 1000);
        assertThat(scene.said()).as("whose turn it was cannot be known").isEmpty();
        scene.print(Side.SELL, 80, 1);
        assertThat(scene.said()).containsExactly("ann o1 buys 3 at 90, fee -0.135");
        assertThat(scene.money("ann")).isEqualTo("99730.135");
    }

    @Test
    void ofThoseThatMayNotWaitNothingIsLeftAfterTheNextPrint() {
        scene.given(() -> scene.print(100));
        scene.buy("ann", "o1", 3, limit(90).in(TimeInForce.IOC));
        scene.buy("ann", "o2", 3, limit(90).in(TimeInForce.FOK));
        scene.buy("ann", "o3", 3, limit(95).in(TimeInForce.IOC));
        scene.print(95);
        assertThat(scene.said())
                .containsExactly(
                        "ann o1 accepted",
                        "ann o2 accepted",
                        "ann o3 accepted",
                        "ann o1 cancelled",
                        "ann o2 cancelled",
                        "ann o3 buys 3 at 95");
    }

    @Test
    void aPostOnlyOrderThatWouldTakeTheLastPriceIsRefused() {
        scene = new Scene(ExchangeTerms.FREE.withSlippage(new Bps(100)));
        scene.given(() -> scene.print(100));
        scene.buy("ann", "o1", 1, limit(101).postingOnly());
        scene.buy("ann", "o2", 1, limit(100).postingOnly());
        assertThat(scene.said())
                .containsExactly("ann o1 refused: It is post-only and would trade at once", "ann o2 accepted");
    }

    // ---- stops

    @Test
    void aStopIsFilledAtThePrintThatReachesIt() {
        scene.given(() -> {
            scene.buy("ann", "o1", 5, MARKET);
            scene.print(100);
            scene.sell("ann", "s1", 2, OrderTerms.stop(price(95)));
            scene.sell("ann", "s2", 2, OrderTerms.stopLimit(price(95), price(93)));
            scene.sell("ann", "s3", 1, OrderTerms.stopLimit(price(95), price(90)));
        });
        scene.print(96);
        assertThat(scene.said()).isEmpty();
        scene.print(92);
        assertThat(scene.said()).containsExactly("ann s1 sells 2 at 92", "ann s3 sells 1 at 92");
        scene.print(94);
        assertThat(scene.said()).containsExactly("ann s2 sells 2 at 93");
    }

    @Test
    void aStopThatIsReachedAlreadyIsAwakeAtOnce() {
        scene.given(() -> scene.print(100));
        scene.buy("ann", "o1", 1, OrderTerms.stop(price(100)));
        scene.print(90);
        assertThat(scene.said()).containsExactly("ann o1 accepted", "ann o1 buys 1 at 90");
    }

    @Test
    void aTradeBetweenTwoOfOursWakesAStopToo() {
        scene.given(() -> {
            scene.print(100);
            scene.buy("bob", "b1", 5, MARKET);
            scene.print(100);
            scene.buy("ann", "o1", 1, OrderTerms.stop(price(110)));
            scene.buy("ann", "o2", 1, limit(99));
        });
        scene.replace("ann", "o2", "o3", Side.BUY, 1, limit(98));
        scene.sell("bob", "b2", 1, limit(120));
        scene.sell("bob", "b3", 1, limit(119));
        assertThat(scene.said()).containsExactly("ann o2 replaced by o3", "bob b2 accepted", "bob b3 accepted");
        scene.print(121);
        assertThat(scene.said())
                .containsExactly("bob b3 sells 1 at 119", "bob b2 sells 1 at 120", "ann o1 buys 1 at 121");
    }

    // ---- how long orders live

    @Test
    void ordersEndWithTheDayOrWhenTheirMomentComes() {
        scene.given(() -> {
            scene.print(100);
            scene.buy("ann", "day", 1, limit(90).in(TimeInForce.DAY));
            scene.buy("ann", "gtc", 1, limit(90));
            scene.buy("ann", "gtd", 1, limit(90).goodTill(50));
            scene.buy("ann", "stop", 1, OrderTerms.stop(price(200)).in(TimeInForce.DAY));
        });
        scene.exchange.accept(new ExchangeCommand.EndDay(40));
        assertThat(scene.said()).containsExactly("ann day expired", "ann stop expired");
        scene.at(59);
        scene.print(80);
        assertThat(scene.said()).containsExactly("ann gtd expired", "ann gtc buys 1 at 90");
        scene.buy("ann", "late", 1, limit(90).goodTill(61));
        assertThat(scene.said()).containsExactly("ann late refused: The moment it is good till has passed");
    }

    // ---- accounts among themselves

    @Test
    void accountsTradeWithEachOtherWithoutTheMarket() {
        scene.given(() -> {
            scene.buy("bob", "b0", 5, MARKET);
            scene.print(100);
            scene.buy("ann", "a1", 3, limit(99));
        });
        scene.sell("bob", "b1", 2, limit(99));
        assertThat(scene.said())
                .as("it takes the next print, or what is better")
                .containsExactly("bob b1 accepted");
        scene.print(99);
        assertThat(scene.said()).containsExactly("ann a1 buys 2 at 99", "bob b1 sells 2 at 99");
        assertThat(scene.holdings(Clearing.MARKET).positions()).containsEntry(Scene.OIL, Quantity.of("-5"));
    }

    @Test
    void anOrderDoesNotTradeWithItsOwnAccount() {
        scene.given(() -> {
            scene.buy("ann", "a0", 5, MARKET);
            scene.print(100);
            scene.buy("ann", "a1", 3, limit(99));
        });
        scene.sell("ann", "a2", 2, limit(99));
        scene.print(99);
        assertThat(scene.said()).containsExactly("ann a2 accepted", "ann a1 cancelled", "ann a2 sells 2 at 99");
    }

    // ---- bars

    @Test
    void aBarIsFourPrintsTheNearerExtremeFirst() {
        var bar = new Bar(Scene.OIL, 100, 400, price(100), price(110), price(95), price(105), Quantity.of("1000"));
        assertThat(BarPath.of(bar))
                .containsExactly(
                        ExchangeCommand.Print.of(Scene.OIL, 101, price(100)),
                        ExchangeCommand.Print.of(Scene.OIL, 200, price(95)),
                        ExchangeCommand.Print.of(Scene.OIL, 300, price(110)),
                        ExchangeCommand.Print.of(Scene.OIL, 400, price(105)));
    }

    @Test
    void aBarFillsOnlyWhatLiesWithinItsRangeAndStopsAtItsWorst() {
        scene.given(() -> {
            scene.buy("ann", "a0", 5, MARKET);
            scene.print(100);
            scene.buy("bob", "low", 1, limit(94));
            scene.buy("bob", "aboveLow", 1, limit(96));
            scene.sell("ann", "stop", 1, OrderTerms.stop(price(98)));
        });
        BarPath.of(new Bar(Scene.OIL, 100, 400, price(100), price(110), price(95), price(105), Quantity.of("1000")))
                .forEach(scene.exchange::accept);
        assertThat(scene.said()).containsExactly("bob aboveLow buys 1 at 96", "ann stop sells 1 at 95");
    }

    @Test
    void whereOnlyPrintsAreKnownTheQuoteIsDerived() {
        scene = new Scene(ExchangeTerms.FREE.withSlippage(new Bps(10)));
        assertThat(scene.exchange.quote(Scene.OIL)).isEqualTo(new Quote(Optional.empty(), Optional.empty(), true));
        scene.print(100);
        assertThat(scene.exchange.quote(Scene.OIL))
                .isEqualTo(new Quote(Optional.of(Price.of("99")), Optional.of(Price.of("101")), true));
    }
}
