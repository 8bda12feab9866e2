package io.conclave.orchestrator.execution.exchange;

import static io.conclave.orchestrator.execution.exchange.Scene.levels;
import static io.conclave.orchestrator.execution.exchange.Scene.limit;
import static io.conclave.orchestrator.execution.exchange.Scene.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A market whose depth is known: who meets what it displays, and whose turn it is. */
class DepthTest {
    private static final OrderTerms MARKET = OrderTerms.market();
    private Scene scene = new Scene(ExchangeTerms.FREE.withFees(new Bps(10), new Bps(-5)));

    @BeforeEach
    void theMarketDisplaysTwoLevelsASide() {
        scene.book(levels(99, 10, 98, 20), levels(101, 10, 102, 20));
    }

    // ---- taking

    @Test
    void aMarketOrderWalksTheDepthAndWhatFindsNobodyIsCancelled() {
        scene.buy("ann", "o1", 40, MARKET);
        assertThat(scene.said())
                .containsExactly(
                        "ann o1 accepted",
                        "ann o1 buys 10 at 101, fee 1.01",
                        "ann o1 buys 20 at 102, fee 2.04",
                        "ann o1 cancelled");
    }

    @Test
    void aLimitTakesWhatItReachesAndTheRestWaits() {
        scene.buy("ann", "o1", 15, limit(101));
        assertThat(scene.said()).containsExactly("ann o1 accepted", "ann o1 buys 10 at 101, fee 1.01");
        assertThat(scene.exchange.levels(Scene.OIL, Side.BUY, 1)).isEqualTo(levels(101, 5));
        assertThat(scene.exchange.quote(Scene.OIL))
                .isEqualTo(new Quote(Optional.of(price(101)), Optional.of(price(102)), false));
    }

    @Test
    void ordersThatMayNotWaitTakeAllOrPart() {
        scene.buy("ann", "ioc", 15, limit(101).in(TimeInForce.IOC));
        scene.buy("ann", "fok", 21, limit(102).in(TimeInForce.FOK));
        scene.buy("ann", "whole", 20, limit(102).in(TimeInForce.FOK));
        assertThat(scene.said())
                .containsExactly(
                        "ann ioc accepted",
                        "ann ioc buys 10 at 101, fee 1.01",
                        "ann ioc cancelled",
                        "ann fok accepted",
                        "ann fok cancelled",
                        "ann whole accepted",
                        "ann whole buys 20 at 102, fee 2.04");
    }

    @Test
    void aPostOnlyOrderIsRefusedWhereItWouldTrade() {
        scene.buy("ann", "o1", 1, limit(101).postingOnly());
        scene.buy("ann", "o2", 1, limit(100).postingOnly());
        assertThat(scene.said())
                .containsExactly("ann o1 refused: It is post-only and would trade at once", "ann o2 accepted");
    }

    @Test
    void whatWeTookIsBackWhenTheRecordSpeaksOfThatLevelAgain() {
        scene.given(() -> scene.buy("ann", "o1", 4, MARKET));
        scene.ask(102, 25);
        assertThat(asks()).isEqualTo(levels(101, 6, 102, 25));
        scene.ask(101, 11);
        assertThat(asks()).isEqualTo(levels(101, 11, 102, 25));
    }

    // ---- waiting

    @Test
    void anOrderWaitsBehindWhatTheLevelDisplaysAndComesNearerByTrades() {
        scene.given(() -> scene.buy("ann", "o1", 5, limit(99)));
        scene.print(Side.SELL, 99, 8);
        assertThat(scene.said()).isEmpty();
        scene.print(Side.SELL, 99, 4);
        assertThat(scene.said()).containsExactly("ann o1 buys 2 at 99, fee -0.099");
        scene.print(Side.SELL, 99, 100);
        assertThat(scene.said()).containsExactly("ann o1 buys 3 at 99, fee -0.1485");
    }

    @Test
    void whatJoinsTheLevelLaterJoinsBehind() {
        scene.given(() -> {
            scene.buy("ann", "o1", 5, limit(99));
            scene.bid(99, 30);
        });
        scene.print(Side.SELL, 99, 15);
        assertThat(scene.said()).containsExactly("ann o1 buys 5 at 99, fee -0.2475");
    }

    @Test
    void whatLeavesTheLevelLeavesFromItsEnd() {
        scene.given(() -> {
            scene.bid(99, 30);
            scene.buy("ann", "o1", 5, limit(99));
            scene.bid(99, 50);
            scene.bid(99, 30);
        });
        scene.print(Side.SELL, 99, 29);
        assertThat(scene.said()).isEmpty();
        scene.bid(99, 1);
        scene.print(Side.SELL, 99, 2);
        assertThat(scene.said()).containsExactly("ann o1 buys 1 at 99, fee -0.0495");
    }

    @Test
    void aLevelThatShrinksBelowWhatWasAheadBringsTheTurnNearer() {
        scene.given(() -> {
            scene.buy("ann", "o1", 5, limit(99));
            scene.bid(99, 3);
        });
        scene.print(Side.SELL, 99, 4);
        assertThat(scene.said()).containsExactly("ann o1 buys 1 at 99, fee -0.0495");
    }

    @Test
    void aTradeThatTheLevelToldOfBeforeIsNotCountedTwice() {
        scene.given(() -> {
            scene.bid(99, 30);
            scene.buy("ann", "o1", 5, limit(99));
            scene.bid(99, 22);
            scene.print(Side.SELL, 99, 8);
            scene.bid(99, 22);
        });
        scene.print(Side.SELL, 99, 14);
        assertThat(scene.said()).isEmpty();
        scene.print(Side.SELL, 99, 1);
        assertThat(scene.said()).containsExactly("ann o1 buys 1 at 99, fee -0.0495");
    }

    @Test
    void aTradeBeyondTheLimitFillsAllThatWaitsThere() {
        scene.given(() -> scene.buy("ann", "o1", 50, limit(99)));
        scene.print(Side.SELL, 98, 1);
        assertThat(scene.said()).containsExactly("ann o1 buys 50 at 99, fee -2.475");
        assertThat(bids())
                .as("the record displays 99 no more, so the trade says")
                .isEqualTo(levels(98, 19));
        scene.ask(105, 1);
        assertThat(bids()).as("it did not take it back").isEqualTo(levels(99, 10, 98, 19));
    }

    @Test
    void aMarketThatComesToDisplayOurPriceTradesWithUsAtIt() {
        scene.given(() -> scene.buy("ann", "o1", 5, limit(100)));
        scene.ask(100, 3);
        assertThat(scene.said()).containsExactly("ann o1 buys 3 at 100, fee -0.15");
        assertThat(asks()).isEqualTo(levels(101, 10, 102, 20));
    }

    @Test
    void aMarketThatMovesDoesNotTradeWithItself() {
        scene.book(levels(95, 5), levels(97, 7));
        assertThat(bids()).isEqualTo(levels(95, 5));
        assertThat(asks()).isEqualTo(levels(97, 7));
        scene.ask(95, 1);
        assertThat(bids()).isEmpty();
        assertThat(asks()).isEqualTo(levels(95, 1, 97, 7));
        assertThat(scene.holdings(Clearing.MARKET).positions()).isEmpty();
    }

    @Test
    void anIcebergShowsItsPeakAndTheNextOneWaitsBehind() {
        scene.given(() -> scene.buy("ann", "o1", 6, limit(99).showing(Quantity.of("2"))));
        assertThat(bids()).isEqualTo(levels(99, 12, 98, 20));
        scene.bid(99, 15);
        scene.print(Side.SELL, 99, 13);
        assertThat(scene.said()).containsExactly("ann o1 buys 2 at 99, fee -0.099");
        scene.print(Side.SELL, 99, 5);
        assertThat(scene.said()).containsExactly("ann o1 buys 1 at 99, fee -0.0495");
    }

    // ---- an order becomes another

    @Test
    void aReplacementThatIsOnlySmallerKeepsItsTurn() {
        scene.given(() -> {
            scene.buy("ann", "o1", 5, limit(99));
            scene.bid(99, 30);
            scene.print(Side.SELL, 99, 11);
        });
        scene.replace("ann", "o1", "o2", Side.BUY, 4, limit(99));
        scene.print(Side.SELL, 99, 3);
        assertThat(scene.said()).containsExactly("ann o1 replaced by o2", "ann o2 buys 3 at 99, fee -0.1485");
    }

    @Test
    void aReplacementThatIsLargerOrElsewhereWaitsAnew() {
        scene.given(() -> {
            scene.buy("ann", "o1", 5, limit(99));
            scene.bid(99, 30);
        });
        scene.replace("ann", "o1", "o2", Side.BUY, 6, limit(99));
        scene.print(Side.SELL, 99, 30);
        assertThat(scene.said()).containsExactly("ann o1 replaced by o2");
        scene.replace("ann", "o2", "o3", Side.BUY, 6, limit(101));
        assertThat(scene.said()).containsExactly("ann o2 replaced by o3", "ann o3 buys 6 at 101, fee 0.606");
    }

    @Test
    void aReplacementThatCannotBeLeavesTheOrderAsItWas() {
        scene.given(() -> {
            scene.buy("ann", "o1", 5, limit(99).postingOnly());
            scene.print(Side.SELL, 99, 12);
        });
        scene.replace("ann", "o1", "o2", Side.BUY, 2, limit(99));
        scene.replace("ann", "o1", "o3", Side.SELL, 5, limit(99));
        scene.replace("ann", "o1", "o4", Side.BUY, 5, limit(101).postingOnly());
        scene.replace("ann", "o1", "o5", Side.BUY, 5000, limit(99));
        scene.replace("ann", "none", "o6", Side.BUY, 5, limit(99));
        assertThat(scene.said())
                .containsExactly(
                        "ann o1 not replaced: As much as that has traded already",
                        "ann o1 not replaced: A replacement is of the same instrument and side as what it replaces",
                        "ann o1 not replaced: It is post-only and would trade at once",
                        "ann o1 not replaced: The account has not the buying power for it",
                        "ann none not replaced: No order of that id is open");
        scene.print(Side.SELL, 99, 3);
        assertThat(scene.said()).containsExactly("ann o1 buys 3 at 99, fee -0.1485");
    }

    // ---- stops and halts

    @Test
    void aStopWokenByAPrintWalksTheDepth() {
        scene.given(() -> scene.buy("ann", "o1", 15, OrderTerms.stop(price(101))));
        scene.print(Side.BUY, 101, 4);
        assertThat(scene.said()).containsExactly("ann o1 buys 6 at 101, fee 0.606", "ann o1 buys 9 at 102, fee 0.918");
    }

    @Test
    void whileTradingIsHaltedOrdersCanOnlyBeTakenBack() {
        scene.given(() -> {
            scene.buy("ann", "o1", 5, limit(99));
            scene.buy("ann", "o2", 5, limit(99));
        });
        scene.exchange.accept(new ExchangeCommand.Halt(Scene.OIL, 50));
        scene.at(50);
        scene.print(Side.SELL, 90, 50);
        scene.ask(95, 5);
        scene.bid(99, 0);
        scene.bid(98, 0);
        scene.buy("ann", "o3", 1, limit(99));
        scene.cancel("ann", "o2");
        assertThat(scene.said())
                .containsExactly("ann o3 refused: The instrument does not trade at the moment", "ann o2 cancelled");
        scene.exchange.accept(new ExchangeCommand.Resume(Scene.OIL, 60));
        assertThat(scene.said()).containsExactly("ann o1 buys 5 at 99, fee -0.2475");
        assertThat(asks()).isEqualTo(levels(101, 10, 102, 20));
    }

    @Test
    void aRecordedPriceBetweenTwoTicksIsNoRecord() {
        var between = List.of(new BookLevel(Price.of("99.5"), Quantity.of("1")));
        assertThatThrownBy(
                        () -> scene.exchange.accept(new ExchangeCommand.Show(Scene.OIL, 50, false, between, List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OIL at 99.5");
    }

    private List<BookLevel> bids() {
        return scene.exchange.levels(Scene.OIL, Side.BUY, 10);
    }

    private List<BookLevel> asks() {
        return scene.exchange.levels(Scene.OIL, Side.SELL, 10);
    }
}
