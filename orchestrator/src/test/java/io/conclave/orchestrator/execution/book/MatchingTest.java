package io.conclave.orchestrator.execution.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.order.SelfTrade;
import io.conclave.domain.order.Side;
import io.conclave.domain.order.TimeInForce;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Order by order, what each kind of order does. Prices are ticks, quantities lots. */
class MatchingTest {
    private final Told told = new Told();
    private final NewOrder order = new NewOrder();
    private OrderBook book = new OrderBook(BookSettings.USUAL, told);

    // ---- limit orders

    @Test
    void anOrderWithNobodyAtItsPriceWaits() {
        assertThat(buy(1, 100, 5)).isEqualTo(Outcome.ACCEPTED);
        assertThat(told.since()).containsExactly("1 waits to buy 5 at 100");
        assertThat(book.best(Side.BUY)).isEqualTo(100);
        assertThat(book.best(Side.SELL)).isZero();
        assertThat(book.open(1)).isEqualTo(5);
    }

    @Test
    void theBestPriceTradesFirstAndThenWhoWaitedLongest() {
        waiting(() -> {
            sell(1, 101, 5);
            sell(2, 100, 5);
            sell(3, 100, 5);
        });
        buy(4, 101, 12);
        assertThat(told.since())
                .containsExactly(
                        "4 buys 5 at 100 of 2, 0 left", "4 buys 5 at 100 of 3, 0 left", "4 buys 2 at 101 of 1, 3 left");
    }

    @Test
    void aTradeIsAtThePriceOfWhoWaited() {
        waiting(() -> sell(1, 100, 5));
        buy(2, 120, 5);
        assertThat(told.since()).containsExactly("2 buys 5 at 100 of 1, 0 left");
        assertThat(book.lastPrice()).isEqualTo(100);
    }

    @Test
    void whatIsLeftWaitsAtItsOwnPrice() {
        waiting(() -> sell(1, 100, 5));
        buy(2, 102, 8);
        assertThat(told.since()).containsExactly("2 buys 5 at 100 of 1, 0 left", "2 waits to buy 3 at 102");
        assertThat(told.bids).containsExactly(java.util.Map.entry(102L, 3L));
        assertThat(told.asks).isEmpty();
    }

    @Test
    void pricesFarFromEachOtherAreFound() {
        waiting(() -> {
            buy(1, 1, 1);
            buy(2, 1_000_000, 2);
            buy(3, 900_000, 3);
            buy(4, OrderBook.MOST, 4);
        });
        place(order.market(9, Side.SELL, 10));
        assertThat(told.since())
                .containsExactly(
                        "9 sells 4 at " + OrderBook.MOST + " of 4, 0 left",
                        "9 sells 2 at 1000000 of 2, 0 left",
                        "9 sells 3 at 900000 of 3, 0 left",
                        "9 sells 1 at 1 of 1, 0 left");
        assertThat(book.size()).isZero();
    }

    // ---- market, immediate-or-cancel, fill-or-kill, post-only

    @Test
    void aMarketOrderTakesEveryPriceAndNeverWaits() {
        waiting(() -> {
            sell(1, 100, 5);
            sell(2, 5_000, 5);
        });
        place(order.market(3, Side.BUY, 12));
        assertThat(told.since())
                .containsExactly(
                        "3 buys 5 at 100 of 1, 0 left", "3 buys 5 at 5000 of 2, 0 left", "3 cancelled, 2 NOT_FILLED");
        assertThat(book.size()).isZero();
    }

    @Test
    void anImmediateOrderTradesWhatItCanAndIsCancelled() {
        waiting(() -> sell(1, 100, 5));
        place(order.limit(2, Side.BUY, 100, 8).timeInForce(TimeInForce.IOC));
        assertThat(told.since()).containsExactly("2 buys 5 at 100 of 1, 0 left", "2 cancelled, 3 NOT_FILLED");
        assertThat(book.best(Side.BUY)).isZero();
    }

    @Test
    void anOrderToFillOrKillTradesWholeOrNotAtAll() {
        waiting(() -> {
            sell(1, 100, 5);
            sell(2, 101, 5);
        });
        assertThat(place(order.limit(3, Side.BUY, 101, 11).timeInForce(TimeInForce.FOK)))
                .isEqualTo(Outcome.CANNOT_FILL);
        assertThat(place(order.limit(3, Side.BUY, 100, 6).timeInForce(TimeInForce.FOK)))
                .isEqualTo(Outcome.CANNOT_FILL);
        assertThat(told.since()).isEmpty();
        assertThat(place(order.limit(3, Side.BUY, 101, 10).timeInForce(TimeInForce.FOK)))
                .isEqualTo(Outcome.ACCEPTED);
        assertThat(told.since()).containsExactly("3 buys 5 at 100 of 1, 0 left", "3 buys 5 at 101 of 2, 0 left");
    }

    @Test
    void anOrderToFillOrKillCountsOnReservesAndNotOnItsOwner() {
        waiting(() -> {
            place(order.limit(1, Side.SELL, 100, 20).peak(2));
            place(order.limit(2, Side.SELL, 100, 4).owner(7));
        });
        assertThat(place(order.limit(3, Side.BUY, 100, 3)
                        .timeInForce(TimeInForce.FOK)
                        .owner(7)))
                .as("two are before its own order")
                .isEqualTo(Outcome.CANNOT_FILL);
        assertThat(place(order.limit(3, Side.BUY, 100, 24).timeInForce(TimeInForce.FOK)))
                .isEqualTo(Outcome.ACCEPTED);
        assertThat(book.size()).isZero();
    }

    @Test
    void aPostOnlyOrderWaitsOrIsRefused() {
        waiting(() -> sell(1, 100, 5));
        assertThat(place(order.limit(2, Side.BUY, 100, 1).postOnly())).isEqualTo(Outcome.WOULD_TRADE);
        assertThat(place(order.limit(2, Side.BUY, 99, 1).postOnly())).isEqualTo(Outcome.ACCEPTED);
        assertThat(book.move(2, 100)).isEqualTo(Outcome.WOULD_TRADE);
        assertThat(told.since()).containsExactly("2 waits to buy 1 at 99");
        assertThat(book.visibleAt(Side.BUY, 99)).isEqualTo(1);
    }

    // ---- time

    @Test
    void anOrderGoodTillAMomentIsGoneWhenItComes() {
        waiting(() -> {
            place(order.limit(1, Side.BUY, 100, 1).goodTill(50));
            place(order.limit(2, Side.BUY, 100, 2).goodTill(40));
            buy(3, 100, 3);
        });
        book.advanceTo(39);
        assertThat(told.since()).isEmpty();
        book.advanceTo(50);
        assertThat(told.since()).containsExactly("2 cancelled, 2 EXPIRED", "1 cancelled, 1 EXPIRED");
        assertThat(place(order.limit(4, Side.BUY, 100, 1).goodTill(50))).isEqualTo(Outcome.EXPIRED);
        book.advanceTo(10);
        assertThat(place(order.limit(4, Side.BUY, 100, 1).goodTill(50)))
                .as("time does not go back")
                .isEqualTo(Outcome.EXPIRED);
    }

    @Test
    void anOrderForTheDayIsGoneAfterIt() {
        waiting(() -> {
            place(order.limit(1, Side.SELL, 101, 1).timeInForce(TimeInForce.DAY));
            place(order.limit(2, Side.BUY, 99, 2).timeInForce(TimeInForce.DAY));
            buy(3, 99, 3);
            place(order.limit(4, Side.BUY, 105, 4).stop(103).timeInForce(TimeInForce.DAY));
        });
        book.endDay();
        assertThat(told.since())
                .containsExactly("2 cancelled, 2 END_OF_DAY", "1 cancelled, 1 END_OF_DAY", "4 cancelled, 4 END_OF_DAY");
        assertThat(book.size()).isEqualTo(1);
    }

    // ---- icebergs

    @Test
    void anIcebergShowsItsPeakAndEachNewOneWaitsBehindTheOthers() {
        waiting(() -> {
            place(order.limit(1, Side.SELL, 100, 10).peak(4));
            sell(2, 100, 3);
        });
        assertThat(book.visibleAt(Side.SELL, 100)).isEqualTo(7);
        buy(3, 100, 9);
        assertThat(told.since())
                .containsExactly(
                        "3 buys 4 at 100 of 1, 6 left", "3 buys 3 at 100 of 2, 0 left", "3 buys 2 at 100 of 1, 4 left");
        assertThat(book.visibleAt(Side.SELL, 100)).isEqualTo(2);
    }

    @Test
    void anIcebergThatComesTradesWithAllOfItAndThenShowsItsPeak() {
        waiting(() -> sell(1, 100, 5));
        place(order.limit(2, Side.BUY, 100, 15).peak(4));
        assertThat(told.since()).containsExactly("2 buys 5 at 100 of 1, 0 left", "2 waits to buy 10 at 100");
        assertThat(book.visibleAt(Side.BUY, 100)).isEqualTo(4);
        assertThat(book.open(2)).isEqualTo(10);
    }

    // ---- stops

    @Test
    void aStopWaitsUnseenUntilATradeReachesItsPrice() {
        waiting(() -> {
            sell(1, 100, 1);
            sell(2, 101, 1);
            sell(3, 105, 5);
            place(order.market(4, Side.BUY, 3).stop(101));
        });
        assertThat(book.best(Side.BUY)).isZero();
        buy(5, 100, 1);
        assertThat(told.since()).containsExactly("5 buys 1 at 100 of 1, 0 left");
        buy(6, 101, 1);
        assertThat(told.since())
                .containsExactly("6 buys 1 at 101 of 2, 0 left", "4 triggered", "4 buys 3 at 105 of 3, 2 left");
    }

    @Test
    void aStopLimitWaitsAtItsLimitOnceTriggered() {
        waiting(() -> {
            buy(1, 100, 1);
            place(order.limit(2, Side.SELL, 99, 4).stop(100));
        });
        sell(3, 100, 1);
        assertThat(told.since())
                .containsExactly("3 sells 1 at 100 of 1, 0 left", "2 triggered", "2 waits to sell 4 at 99");
    }

    @Test
    void oneStopMayTriggerTheNext() {
        waiting(() -> {
            sell(1, 100, 1);
            sell(2, 101, 1);
            sell(3, 102, 1);
            place(order.market(4, Side.BUY, 1).stop(101));
            place(order.market(5, Side.BUY, 1).stop(100));
        });
        buy(6, 100, 1);
        assertThat(told.since())
                .containsExactly(
                        "6 buys 1 at 100 of 1, 0 left",
                        "5 triggered",
                        "5 buys 1 at 101 of 2, 0 left",
                        "4 triggered",
                        "4 buys 1 at 102 of 3, 0 left");
    }

    @Test
    void aStopWhosePriceWasReachedBeforeEntersAtOnce() {
        waiting(() -> {
            sell(1, 100, 1);
            buy(2, 100, 1);
            sell(3, 103, 1);
        });
        place(order.market(4, Side.BUY, 1).stop(99));
        assertThat(told.since()).containsExactly("4 buys 1 at 103 of 3, 0 left");
    }

    @Test
    void aStopCanBeCancelledAndNotReplaced() {
        waiting(() -> place(order.market(1, Side.BUY, 3).stop(101)));
        assertThat(book.replace(1, 100, 1)).isEqualTo(Outcome.CONTRADICTORY);
        assertThat(book.cancel(1)).isEqualTo(Outcome.ACCEPTED);
        assertThat(told.since()).containsExactly("1 cancelled, 3 ON_REQUEST");
    }

    // ---- an owner's own orders

    @ParameterizedTest
    @EnumSource(SelfTrade.class)
    void anOwnerMeetsItself(SelfTrade how) {
        waiting(() -> {
            place(order.limit(1, Side.SELL, 100, 5).owner(7));
            sell(2, 100, 5);
        });
        place(order.limit(3, Side.BUY, 100, 8).owner(7, how));
        assertThat(told.since())
                .containsExactlyElementsOf(
                        switch (how) {
                            case ALLOWED -> List.of("3 buys 5 at 100 of 1, 0 left", "3 buys 3 at 100 of 2, 2 left");
                            case CANCEL_RESTING ->
                                List.of(
                                        "1 cancelled, 5 SELF_TRADE",
                                        "3 buys 5 at 100 of 2, 0 left",
                                        "3 waits to buy 3 at 100");
                            case CANCEL_INCOMING -> List.of("3 cancelled, 8 SELF_TRADE");
                            case CANCEL_BOTH -> List.of("1 cancelled, 5 SELF_TRADE", "3 cancelled, 8 SELF_TRADE");
                            case DECREMENT -> List.of("1 cancelled, 5 SELF_TRADE", "3 buys 3 at 100 of 2, 2 left");
                        });
    }

    @Test
    void nobodysOrdersTradeWithEachOther() {
        waiting(() -> place(order.limit(1, Side.SELL, 100, 5).owner(0)));
        place(order.limit(2, Side.BUY, 100, 5).owner(0));
        assertThat(told.since()).containsExactly("2 buys 5 at 100 of 1, 0 left");
    }

    // ---- cancelled and replaced

    @Test
    void anOrderMadeSmallerKeepsItsPlace() {
        waiting(() -> {
            sell(1, 100, 5);
            sell(2, 100, 5);
        });
        assertThat(book.replace(1, 100, 3)).isEqualTo(Outcome.ACCEPTED);
        buy(3, 100, 4);
        assertThat(told.since())
                .containsExactly("1 reduced to 3", "3 buys 3 at 100 of 1, 0 left", "3 buys 1 at 100 of 2, 4 left");
    }

    @Test
    void anOrderMadeLargerOrMovedLosesItsPlace() {
        waiting(() -> {
            sell(1, 100, 5);
            sell(2, 100, 5);
            sell(3, 101, 5);
        });
        book.replace(1, 100, 6);
        book.move(3, 100);
        buy(4, 100, 16);
        assertThat(told.since())
                .containsExactly(
                        "1 waits to sell 6 at 100",
                        "3 waits to sell 5 at 100",
                        "4 buys 5 at 100 of 2, 0 left",
                        "4 buys 6 at 100 of 1, 0 left",
                        "4 buys 5 at 100 of 3, 0 left");
    }

    @Test
    void anOrderThatMovesAcrossTrades() {
        waiting(() -> {
            sell(1, 101, 5);
            buy(2, 99, 8);
        });
        book.move(2, 101);
        assertThat(told.since()).containsExactly("2 buys 5 at 101 of 1, 0 left", "2 waits to buy 3 at 101");
    }

    @Test
    void whatIsDoneIsUnknown() {
        waiting(() -> {
            sell(1, 100, 5);
            buy(2, 100, 5);
        });
        assertThat(book.cancel(1)).isEqualTo(Outcome.UNKNOWN_ORDER);
        assertThat(book.move(2, 99)).isEqualTo(Outcome.UNKNOWN_ORDER);
        assertThat(book.replace(3, 99, 1)).isEqualTo(Outcome.UNKNOWN_ORDER);
    }

    // ---- refusals

    @Test
    void senselessOrdersAreRefusedAndChangeNothing() {
        waiting(() -> buy(1, 100, 5));
        assertThat(buy(1, 99, 5)).isEqualTo(Outcome.DUPLICATE);
        assertThat(buy(2, -1, 5)).isEqualTo(Outcome.OUT_OF_RANGE);
        assertThat(buy(2, 99, 0)).isEqualTo(Outcome.OUT_OF_RANGE);
        assertThat(buy(2, OrderBook.MOST + 1, 1)).isEqualTo(Outcome.OUT_OF_RANGE);
        assertThat(book.replace(1, 0, 5)).isEqualTo(Outcome.OUT_OF_RANGE);
        assertThat(book.replace(1, 100, 0)).isEqualTo(Outcome.OUT_OF_RANGE);
        assertThat(place(order.market(2, Side.BUY, 1).timeInForce(TimeInForce.GTC)))
                .isEqualTo(Outcome.CONTRADICTORY);
        assertThat(place(order.limit(2, Side.BUY, 99, 1).postOnly().timeInForce(TimeInForce.IOC)))
                .isEqualTo(Outcome.CONTRADICTORY);
        assertThat(place(order.limit(2, Side.BUY, 99, 1).peak(2))).isEqualTo(Outcome.CONTRADICTORY);
        assertThat(told.since()).isEmpty();
        assertThat(book.size()).isEqualTo(1);
    }

    @Test
    void aFullBookTakesOnlyWhatDoesNotWait() {
        book = new OrderBook(new BookSettings(1 << 12, 1, 2), told);
        buy(1, 100, 1);
        buy(2, 101, 1);
        assertThat(buy(3, 102, 1)).isEqualTo(Outcome.FULL);
        assertThat(place(order.market(3, Side.SELL, 1))).isEqualTo(Outcome.ACCEPTED);
        assertThat(buy(4, 102, 1)).isEqualTo(Outcome.ACCEPTED);
    }

    // ---- snapshots

    @Test
    void aDamagedSnapshotIsRefused() {
        buy(1, 100, 5);
        byte[] snapshot = book.snapshot();
        for (int at = 0; at < snapshot.length; at++) {
            var damaged = snapshot.clone();
            damaged[at] ^= 1;
            assertThatThrownBy(() -> OrderBook.restored(damaged, BookSettings.USUAL, told))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("snapshot");
        }
        for (int length = 0; length < snapshot.length; length++) {
            var cut = Arrays.copyOf(snapshot, length);
            assertThatThrownBy(() -> OrderBook.restored(cut, BookSettings.USUAL, told))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatNobodySeesIsInASnapshotToo() {
        waiting(() -> {
            place(order.limit(1, Side.SELL, 101, 10).peak(3).goodTill(70).owner(4));
            place(order.market(2, Side.BUY, 2).stop(101));
        });
        book = OrderBook.restored(book.snapshot(), BookSettings.USUAL, told);
        buy(3, 101, 1);
        book.advanceTo(70);
        assertThat(told.since())
                .containsExactly(
                        "3 buys 1 at 101 of 1, 9 left",
                        "2 triggered",
                        "2 buys 2 at 101 of 1, 7 left",
                        "1 cancelled, 7 EXPIRED");
    }

    // ----

    private void waiting(Runnable before) {
        before.run();
        told.since();
    }

    private Outcome buy(long id, long price, long lots) {
        return place(order.limit(id, Side.BUY, price, lots));
    }

    private Outcome sell(long id, long price, long lots) {
        return place(order.limit(id, Side.SELL, price, lots));
    }

    private Outcome place(NewOrder next) {
        return book.place(next);
    }
}
