package io.conclave.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.conclave.agents.BadTapeException.Fault;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RecordedTapeTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Symbol ETH = new Symbol("ETH-USD");
    private static final Duration TEN = Duration.ofNanos(10);

    // ---- bars out of trades

    @Test
    void aBarHoldsTheTradesOfItsIntervalAndIsKnownAtItsClose() {
        var tape = tape(trade(10, 5), trade(12, 9), trade(14, 2), trade(19, 4), trade(20, 7));

        assertThat(tape.bars(BTC, 20, 10)).containsExactly(bar(10, 20, 5, 9, 2, 4, 4));
        assertThat(tape.bars(BTC, 19, 10)).isEmpty();
        assertThat(tape.barClosingAt(BTC, 20)).contains(bar(10, 20, 5, 9, 2, 4, 4));
        assertThat(tape.barClosingAt(BTC, 19)).isEmpty();
    }

    @Test
    void aTradeAtTheCloseBelongsToTheNextBar() {
        var tape = tape(trade(11, 5), trade(20, 6), trade(30, 7));

        assertThat(tape.bars(BTC, 30, 10)).containsExactly(bar(10, 20, 5, 5, 5, 5, 1), bar(20, 30, 6, 6, 6, 6, 1));
    }

    @Test
    void aBarThatTheTapeDoesNotReachTheEndOfIsNotThere() {
        assertThat(tape(trade(11, 5), trade(19, 6)).closings()).isEmpty();
        assertThat(RecordedTape.ofTrades(TEN)
                        .instrument(instrument(BTC))
                        .trade(trade(11, 5))
                        .reachingTo(20)
                        .build()
                        .closings())
                .containsExactly(20L);
    }

    @Test
    void anIntervalWithoutTradesHasNoBar() {
        var tape = tape(trade(11, 5), trade(41, 6), trade(55, 7));

        assertThat(tape.closings()).containsExactly(20L, 50L);
    }

    @Test
    void barsBeforeTheEpochAreAlignedToItToo() {
        assertThat(tape(trade(-15, 5), trade(-3, 6)).bars(BTC, 0, 9)).containsExactly(bar(-20, -10, 5, 5, 5, 5, 1));
    }

    @Test
    void onlyTheNewestBarsAreKeptWhenFewAreAskedFor() {
        var tape = tape(trade(1, 5), trade(11, 6), trade(21, 7), trade(31, 8));

        assertThat(tape.bars(BTC, 30, 2)).extracting(Bar::closeNanos).containsExactly(20L, 30L);
        assertThat(tape.bars(BTC, 30, 0)).isEmpty();
        assertThat(tape.bars(BTC, 5, 2)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> tape.bars(BTC, 30, -1));
    }

    // ---- the path

    @Test
    void tradesOfOneMomentKeepTheirOrderInThePath() {
        var tape = tape(trade(10, 5), trade(12, 9), trade(12, 3), trade(12, 9), trade(13, 4));

        assertThat(tape.path(BTC, 10, 12)).containsExactly(print(12, 9), print(12, 3), print(12, 9));
        assertThat(tape.path(BTC, 13, 99)).isEmpty();
        assertThat(tape.path(BTC, 12, 10)).isEmpty();
    }

    @Test
    void thePathInsideABarGoesToTheNearerExtremeFirst() {
        var tape = RecordedTape.ofBars(
                instrument(BTC), List.of(bar(0, 30, 10, 12, 5, 8, 1), bar(30, 60, 10, 16, 8, 9, 1)));

        assertThat(tape.path(BTC, 0, 60))
                .containsExactly(
                        point(1, 10),
                        point(10, 12),
                        point(20, 5),
                        point(30, 8),
                        point(31, 10),
                        point(40, 8),
                        point(50, 16),
                        point(60, 9));
        assertThat(tape.ties()).isZero();
    }

    @Test
    void extremesEquallyFarFromTheOpenAreCountedAndTheLowComesFirst() {
        var tape = RecordedTape.ofBars(
                instrument(BTC),
                List.of(bar(0, 30, 10, 12, 8, 9, 1), bar(30, 60, 9, 9, 9, 9, 1), bar(60, 90, 9, 9, 8, 9, 1)));

        assertThat(tape.path(BTC, 0, 30)).containsExactly(point(1, 10), point(10, 8), point(20, 12), point(30, 9));
        assertThat(tape.ties()).isEqualTo(1);
    }

    @Test
    void aBarStillOpenShowsNothingOfItsPath() {
        var tape = RecordedTape.ofBars(instrument(BTC), List.of(bar(0, 30, 10, 12, 5, 8, 1)));

        assertThat(tape.path(BTC, 0, 29)).isEmpty();
        assertThat(tape.path(BTC, 15, 30)).containsExactly(point(20, 5), point(30, 8));
    }

    @Test
    void evenABarOfOneNanosecondHasAPathInOrder() {
        var tape = RecordedTape.ofBars(instrument(BTC), List.of(bar(0, 1, 10, 12, 5, 8, 1)));

        assertThat(tape.path(BTC, 0, 1)).containsExactly(point(1, 10), point(1, 12), point(1, 5), point(1, 8));
    }

    // ---- bars out of bars

    @Test
    void coarseBarsAreMadeOfFineOnesThatGiveThePath() {
        var tape = RecordedTape.ofBars(Duration.ofNanos(60))
                .instrument(instrument(BTC))
                .bar(bar(0, 30, 10, 12, 5, 8, 1))
                .bar(bar(30, 60, 10, 16, 8, 9, 2))
                .bar(bar(60, 90, 9, 10, 9, 10, 3))
                .build();

        assertThat(tape.bars(BTC, 90, 9)).containsExactly(bar(0, 60, 10, 16, 5, 9, 3));
        assertThat(tape.path(BTC, 0, 90)).hasSize(12);
        assertThat(tape.truncatedAt(59).closings()).isEmpty();
    }

    @Test
    void aFineBarAcrossABorderIsRefused() {
        var builder = RecordedTape.ofBars(Duration.ofNanos(60))
                .instrument(instrument(BTC))
                .bar(bar(0, 30, 10, 12, 5, 8, 1))
                .bar(bar(30, 70, 10, 16, 8, 9, 2));

        refused(Fault.OVERLAPPING, 1, builder::build);
    }

    // ---- several symbols

    @Test
    void closingsOfAllSymbolsStandOnceAndInOrder() {
        var tape = RecordedTape.ofTrades(TEN)
                .instrument(instrument(ETH))
                .instrument(instrument(BTC))
                .trade(ETH, 1, 100, 100)
                .trade(ETH, 11, 100, 100)
                .trade(BTC, 12, 100, 100)
                .trade(BTC, 25, 100, 100)
                .trade(ETH, 40, 100, 100)
                .build();

        assertThat(tape.symbols()).containsExactly(BTC, ETH);
        assertThat(tape.closings()).containsExactly(10L, 20L, 30L).contains(30L).doesNotContain(40L);
        assertThat(tape.instrument(ETH)).isEqualTo(instrument(ETH));
    }

    @Test
    void aSymbolThatIsNotThereIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tape(trade(1, 1)).bars(ETH, 1, 1))
                .withMessage("ETH-USD is not on this tape; there is: [BTC-USD]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordedTape.ofTrades(TEN).trade(trade(1, 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        RecordedTape.ofTrades(TEN).instrument(instrument(BTC)).instrument(instrument(BTC)));
        assertThatIllegalArgumentException().isThrownBy(() -> RecordedTape.ofTrades(Duration.ZERO));
    }

    // ---- bad records

    @Test
    void aTradeOlderThanTheOneBeforeIsRefusedWithItsIndex() {
        refusedTrade(
                Fault.UNSORTED,
                2,
                trades -> trades.trade(trade(5, 1)).trade(trade(5, 1)).trade(trade(4, 1)));
    }

    @Test
    void aPriceOrAmountThatCannotBeIsRefusedWithItsIndex() {
        refusedTrade(Fault.NOT_POSITIVE, 0, trades -> trades.trade(BTC, 5, 0, 1));
        refusedTrade(Fault.NOT_POSITIVE, 1, trades -> trades.trade(trade(5, 1)).trade(BTC, 5, -1, 1));
        refusedTrade(Fault.NOT_POSITIVE, 0, trades -> trades.trade(BTC, 5, 1, -1));
    }

    @Test
    void aTradeOfNothingIsSkippedAndCountedAndKeepsItsIndex() {
        var tape = RecordedTape.ofTrades(TEN)
                .instrument(instrument(BTC))
                .trade(BTC, 1, 100, 1)
                .trade(BTC, 2, 200, 0)
                .trade(BTC, 11, 300, 1)
                .build();

        assertThat(tape.skippedTrades()).isEqualTo(1);
        assertThat(tape.path(BTC, 0, 99)).hasSize(2);
        refusedTrade(
                Fault.UNSORTED,
                2,
                trades -> trades.trade(trade(5, 1)).trade(BTC, 6, 1, 0).trade(trade(4, 1)));
    }

    @Test
    void anImpossibleBarIsRefusedWithItsIndex() {
        refusedBar(Fault.DUPLICATE, bar(0, 10, 1, 1, 1, 1, 1), bar(5, 10, 1, 1, 1, 1, 1));
        refusedBar(Fault.UNSORTED, bar(10, 20, 1, 1, 1, 1, 1), bar(0, 10, 1, 1, 1, 1, 1));
        refusedBar(Fault.OVERLAPPING, bar(0, 10, 1, 1, 1, 1, 1), bar(9, 20, 1, 1, 1, 1, 1));
        refusedRawBar(Fault.NOT_POSITIVE, 0, 10, 5, 6, 0, 5, 1);
        refusedRawBar(Fault.NOT_POSITIVE, 0, 10, 5, 6, 4, 5, -1);
        refusedRawBar(Fault.INCONSISTENT, 10, 10, 5, 6, 4, 5, 1);
        refusedRawBar(Fault.INCONSISTENT, 0, 10, 5, 6, 4, 7, 1);
    }

    @Test
    void aVolumeThatLeavesTheRangeIsRefused() {
        var builder = RecordedTape.ofTrades(TEN)
                .instrument(instrument(BTC))
                .trade(BTC, 1, 100, Long.MAX_VALUE)
                .trade(BTC, 2, 100, 1)
                .trade(BTC, 12, 100, 1);

        refused(Fault.OVERFLOW, 1, builder::build);
    }

    @Test
    void aBuilderMakesOneTape() {
        var builder = RecordedTape.ofTrades(TEN).instrument(instrument(BTC)).trade(trade(1, 1));
        builder.build();

        assertThatIllegalStateException().isThrownBy(() -> builder.trade(trade(2, 1)));
        assertThatIllegalStateException().isThrownBy(builder::build);
    }

    @Test
    void anEmptyTapeHasNothingOnIt() {
        var tape = RecordedTape.ofTrades(instrument(BTC), TEN, List.of());

        assertThat(tape.closings()).isEmpty();
        assertThat(tape.bars(BTC, Long.MAX_VALUE, 5)).isEmpty();
        assertThat(tape.path(BTC, Long.MIN_VALUE, Long.MAX_VALUE)).isEmpty();
        assertThat(tape.id()).hasSize(64);
    }

    // ---- identity and truncation

    @Test
    void theSameContentHasTheSameIdAndAnyChangeAnother() {
        var tape = tape(trade(1, 5), trade(11, 6));

        assertThat(tape.id()).isEqualTo(tape(trade(1, 5), trade(11, 6)).id()).matches("[0-9a-f]{64}");
        assertThat(List.of(
                        tape,
                        tape(trade(1, 5), trade(11, 7)),
                        tape(trade(1, 5), trade(12, 6)),
                        tape(trade(1, 5)),
                        RecordedTape.ofTrades(
                                instrument(BTC), Duration.ofNanos(11), List.of(trade(1, 5), trade(11, 6))),
                        RecordedTape.ofTrades(
                                new Instrument(BTC, Price.of("0.1"), Quantity.of("1"), Money.ZERO, "USD"),
                                TEN,
                                List.of(trade(1, 5), trade(11, 6)))))
                .extracting(RecordedTape::id)
                .doesNotHaveDuplicates();
    }

    @Test
    void aTruncatedTapeIsTheOneThatWasRecordedUntilThen() {
        var whole = randomTrades(300);
        for (long cut = 0; cut <= whole.endNanos(); cut += 7) {
            var then = RecordedTape.ofTrades(TEN).instrument(instrument(BTC));
            for (PricePoint point : whole.path(BTC, Long.MIN_VALUE, cut)) {
                then.trade(BTC, point.atNanos(), point.price().e8(), E8.ONE);
            }
            var asItWas = then.reachingTo(cut).build();

            var truncated = whole.truncatedAt(cut);

            assertThat(truncated.id()).isEqualTo(asItWas.id());
            assertThat(truncated.closings()).isEqualTo(asItWas.closings());
            assertThat(truncated.bars(BTC, Long.MAX_VALUE, 999)).isEqualTo(asItWas.bars(BTC, Long.MAX_VALUE, 999));
        }
        assertThat(whole.truncatedAt(whole.endNanos())).isSameAs(whole);
    }

    @Test
    void noAnswerShowsAnythingLaterThanTheMomentOfTheQuestion() {
        var trades = randomTrades(300);
        var bars = RecordedTape.ofBars(Duration.ofNanos(20)).instrument(instrument(BTC));
        trades.bars(BTC, Long.MAX_VALUE, 999).forEach(bars::bar);
        for (RecordedTape tape : List.of(trades, bars.build())) {
            for (long asOf = -1; asOf <= tape.endNanos() + 1; asOf++) {
                long moment = asOf;
                var then = tape.truncatedAt(asOf);
                var seenBars = tape.bars(BTC, asOf, 999);
                var seenPath = tape.path(BTC, Long.MIN_VALUE, asOf);

                assertThat(seenBars).allMatch(bar -> bar.closeNanos() <= moment);
                assertThat(seenBars).isEqualTo(then.bars(BTC, Long.MAX_VALUE, 999));
                assertThat(seenPath).allMatch(point -> point.atNanos() <= moment);
                assertThat(seenPath).isEqualTo(then.path(BTC, Long.MIN_VALUE, Long.MAX_VALUE));
            }
        }
    }

    @Test
    void aHundredThousandTradesCostAFewMegabytes() {
        var columns = new TradeColumns(BTC);
        for (int i = 0; i < 100_000; i++) {
            columns.append(i, E8.ONE, 1);
        }

        assertThat(columns.heldBytes()).isLessThan(4_000_000);
    }

    // ---- helpers

    private static void refusedTrade(Fault fault, int index, Consumer<RecordedTape.TradesBuilder> input) {
        refused(fault, index, () -> input.accept(RecordedTape.ofTrades(TEN).instrument(instrument(BTC))));
    }

    private static void refusedBar(Fault fault, Bar good, Bar bad) {
        refused(fault, 1, () -> RecordedTape.ofBars(instrument(BTC), List.of(good, bad)));
    }

    private static void refusedRawBar(
            Fault fault, long opened, long closed, long open, long high, long low, long close, long volume) {
        refused(
                fault,
                0,
                () -> RecordedTape.ofBars()
                        .instrument(instrument(BTC))
                        .bar(BTC, opened, closed, open, high, low, close, volume));
    }

    private static void refused(Fault fault, int index, Runnable input) {
        assertThatExceptionOfType(BadTapeException.class)
                .isThrownBy(input::run)
                .withMessageStartingWith("Record " + index + " of BTC-USD: ")
                .satisfies(bad -> assertThat(List.of(bad.fault(), bad.index(), bad.symbol()))
                        .containsExactly(fault, index, BTC));
    }

    private static RecordedTape randomTrades(int count) {
        var random = new Random(7);
        var trades = new ArrayList<Trade>();
        long at = 0;
        for (int i = 0; i < count; i++) {
            at += random.nextInt(6);
            trades.add(trade(at, 50 + random.nextInt(20)));
        }
        return RecordedTape.ofTrades(instrument(BTC), TEN, trades);
    }

    private static RecordedTape tape(Trade... trades) {
        return RecordedTape.ofTrades(instrument(BTC), TEN, List.of(trades));
    }

    private static Instrument instrument(Symbol symbol) {
        return new Instrument(symbol, Price.of("0.01"), Quantity.of("0.00000001"), Money.ZERO, "USD");
    }

    private static Trade trade(long at, long price) {
        return new Trade(BTC, "t" + at, at, new Price(E8.ofWhole(price)), Quantity.of("1"));
    }

    private static PricePoint print(long at, long price) {
        return new PricePoint(at, new Price(E8.ofWhole(price)), new Quantity(E8.ONE));
    }

    private static PricePoint point(long at, long price) {
        return new PricePoint(at, new Price(E8.ofWhole(price)));
    }

    private static Bar bar(long opened, long closed, long open, long high, long low, long close, long volume) {
        return new Bar(
                BTC,
                opened,
                closed,
                new Price(E8.ofWhole(open)),
                new Price(E8.ofWhole(high)),
                new Price(E8.ofWhole(low)),
                new Price(E8.ofWhole(close)),
                new Quantity(E8.ofWhole(volume)));
    }
}
