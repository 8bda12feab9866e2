package io.conclave.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GrowingTapeTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final Symbol ETH = new Symbol("ETH-USD");

    // ---- as recorded

    @Property(tries = 300)
    void aFeedOfTradesAndTheirBarsAnswersAsTheRecordingDoes(@ForAll("trades") List<Trade> trades) {
        var recorded = RecordedTape.ofTrades(instrument(BTC), Duration.ofNanos(10), trades);
        var growing = tape();
        int next = 0;

        for (var bar : recorded.bars(BTC, Long.MAX_VALUE, Integer.MAX_VALUE)) {
            int from = next;
            while (next < trades.size() && trades.get(next).atNanos() <= bar.closeNanos()) {
                next++;
            }
            growing.append(trades.subList(from, next));
            growing.append(bar);

            sameAnswers(growing, recorded.truncatedAt(bar.closeNanos()), bar.closeNanos());
        }
        growing.append(trades.subList(next, trades.size()));
        sameAnswers(growing, recorded, recorded.endNanos());
    }

    @Property(tries = 300)
    void aFeedOfBarsAnswersAsTheRecordingDoes(@ForAll("trades") List<Trade> trades) {
        var bars = RecordedTape.ofTrades(instrument(BTC), Duration.ofNanos(10), trades)
                .bars(BTC, Long.MAX_VALUE, Integer.MAX_VALUE);
        var recorded = RecordedTape.ofBars(instrument(BTC), bars);
        var growing = tape();

        for (var bar : bars) {
            growing.append(bar);

            sameAnswers(growing, recorded.truncatedAt(bar.closeNanos()), bar.closeNanos());
        }
    }

    @Test
    void aBarWhoseTradesNobodyBroughtHasThePathThatABarAloneHas() {
        var tape = tape();
        tape.append(bar(BTC, 0, 30, 10, 12, 5, 8));
        tape.append(List.of(trade("1", 31, 9), trade("2", 60, 7)));
        tape.append(bar(BTC, 30, 60, 9, 9, 9, 9));

        assertThat(tape.path(BTC, 0, 60))
                .containsExactly(point(1, 10), point(10, 12), point(20, 5), point(30, 8), print(31, 9), print(60, 7));
    }

    // ---- what is brought twice, late or wrong

    @Test
    void whatIsBroughtAgainChangesNothing() {
        var tape = tape();
        var trades = List.of(trade("1", 5, 10), trade("2", 5, 10), trade("3", 7, 11));
        tape.append(trades);
        tape.append(bar(BTC, 0, 10, 10, 11, 10, 11));

        assertThat(tape.append(trades)).isZero();
        assertThat(tape.append(bar(BTC, 0, 10, 10, 11, 10, 11))).isFalse();
        assertThat(tape.path(BTC, 0, 10)).containsExactly(print(5, 10), print(5, 10), print(7, 11));
        assertThat(tape.closings()).containsExactly(10L);
    }

    @Test
    void aTradeThatComesAfterItsBarIsRefusedWithASentence() {
        var tape = tape();
        tape.append(bar(BTC, 0, 10, 10, 11, 10, 11));

        assertThatExceptionOfType(BadTapeException.class)
                .isThrownBy(() -> tape.append(List.of(trade("late", 10, 9))))
                .withMessageContaining(
                        "trade late of 1970-01-01T00:00:00.000000010Z comes after the bar that closed at");
        assertThat(tape.path(BTC, 9, 10)).containsExactly(point(10, 11));
    }

    @Test
    void anOlderTradeIsRefusedAndThoseBeforeItStay() {
        var tape = tape();

        assertThatExceptionOfType(BadTapeException.class)
                .isThrownBy(() -> tape.append(List.of(trade("1", 7, 10), trade("2", 5, 10), trade("3", 8, 10))))
                .withMessageContaining("trade 2 ");
        assertThat(tape.path(BTC, 0, 99)).containsExactly(print(7, 10));
    }

    @Test
    void aBarThatClosesBeforeTheNewestOfAnySymbolIsRefused() {
        var tape = GrowingTape.of("t", List.of(instrument(BTC), instrument(ETH)));
        tape.append(bar(BTC, 10, 20, 10, 11, 10, 11));

        assertThat(tape.append(bar(ETH, 10, 20, 5, 6, 5, 6))).isTrue();
        assertThatExceptionOfType(BadTapeException.class)
                .isThrownBy(() -> tape.append(bar(ETH, 0, 10, 5, 6, 5, 6)))
                .withMessageContaining("comes after one that closes at");
        assertThat(tape.closings()).containsExactly(20L);
    }

    @Test
    void aSecondBarOfOneMomentThatDiffersIsRefused() {
        var tape = tape();
        tape.append(bar(BTC, 0, 10, 10, 11, 10, 11));

        assertThatExceptionOfType(BadTapeException.class)
                .isThrownBy(() -> tape.append(bar(BTC, 0, 10, 10, 12, 10, 11)))
                .withMessageContaining("differs from the first");
    }

    @Test
    void whatIsNotTradedHereIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tape().append(bar(ETH, 0, 10, 5, 6, 5, 6)))
                .withMessage("ETH-USD is not on this tape; there is: [BTC-USD]");
    }

    // ---- the end, and who is told

    @Test
    void listenersAreToldOfEachBarAndOfTheEndOnce() {
        var tape = tape();
        var told = new AtomicInteger();
        tape.onGrowth(told::incrementAndGet);

        tape.append(bar(BTC, 0, 10, 10, 11, 10, 11));
        tape.append(bar(BTC, 0, 10, 10, 11, 10, 11));
        assertThat(told).hasValue(1);

        tape.close();
        tape.close();
        assertThat(told).hasValue(2);
        assertThat(tape.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> tape.append(bar(BTC, 10, 20, 10, 11, 10, 11)));
    }

    @Test
    void aBoundedTapeForgetsTheOldestAndKeepsWhatWasPromised() {
        var tape = GrowingTape.keeping(10, "t", List.of(instrument(BTC)));
        for (int i = 0; i < 1_000; i++) {
            tape.append(List.of(trade("t" + i, i * 10L + 5, 10)));
            tape.append(bar(BTC, i * 10L, i * 10L + 10, 10, 11, 10, 11));
            assertThat(tape.bars(BTC, Long.MAX_VALUE, 99)).hasSizeBetween(Math.min(10, i + 1), 20);
        }

        assertThat(tape.bars(BTC, Long.MAX_VALUE, 10))
                .extracting(Bar::closeNanos)
                .contains(9_910L, 10_000L);
        assertThat(tape.path(BTC, 9_900, 10_000)).hasSize(10);
        assertThat(tape.path(BTC, 0, 10_000)).hasSizeLessThanOrEqualTo(20);
        assertThat(tape.closings()).hasSize(1_000);
        assertThat(tape.append(List.of(trade("t999", 9_995, 10)))).isZero();
    }

    // ---- several threads

    @Test
    void readersSeeAPrefixWhileTheTapeGrows() throws ExecutionException, InterruptedException, TimeoutException {
        var tape = GrowingTape.of("t", List.of(instrument(BTC), instrument(ETH)));
        var readers = new ArrayList<FutureTask<Long>>();
        for (int i = 0; i < 3; i++) {
            var reader = new FutureTask<>(() -> prefixesSeen(tape));
            readers.add(reader);
            Thread.ofPlatform().start(reader);
        }

        for (int i = 0; i < 20_000; i++) {
            tape.append(List.of(trade("a" + i, i * 10L + 3, i + 1), trade("b" + i, i * 10L + 3, i + 2)));
            tape.append(bar(BTC, i * 10L, i * 10L + 10, i + 1, i + 2, i + 1, i + 2));
        }
        tape.close();

        for (var reader : readers) {
            assertThat(reader.get(60, TimeUnit.SECONDS)).isPositive();
        }
    }

    /** Looks until the tape is closed; how often it did. */
    private static long prefixesSeen(GrowingTape tape) {
        long looks = 0;
        boolean closed;
        do {
            closed = tape.isClosed();
            var closings = tape.closings();
            if (!closings.isEmpty()) {
                long last = closings.getLast();
                int i = closings.size() - 1;
                assertThat(last).isEqualTo(i * 10L + 10);
                assertThat(tape.barClosingAt(BTC, last)).contains(bar(BTC, i * 10L, last, i + 1, i + 2, i + 1, i + 2));
                assertThat(tape.path(BTC, last - 10, last))
                        .containsExactly(print(last - 7, i + 1), print(last - 7, i + 2));
                assertThat(tape.bars(ETH, last, 5)).isEmpty();
            }
            looks++;
        } while (!closed);
        return looks;
    }

    // ---- helpers

    @Provide
    Arbitrary<List<Trade>> trades() {
        var step = Combinators.combine(
                        Arbitraries.longs().between(0, 14),
                        Arbitraries.longs().between(1, 9),
                        Arbitraries.longs().between(1, 5))
                .as((ahead, price, amount) -> new long[] {ahead, price, amount});
        return step.list().ofMinSize(1).ofMaxSize(60).map(GrowingTapeTest::walk);
    }

    private static List<Trade> walk(List<long[]> steps) {
        var trades = new ArrayList<Trade>();
        long at = 3;
        for (var step : steps) {
            at += step[0];
            trades.add(new Trade(
                    BTC, "f:" + trades.size(), at, new Price(E8.ofWhole(step[1])), new Quantity(E8.ofWhole(step[2]))));
        }
        return trades;
    }

    private static void sameAnswers(GrowingTape growing, RecordedTape recorded, long upTo) {
        assertThat(growing.closings()).isEqualTo(recorded.closings());
        assertThat(growing.bars(BTC, upTo, Integer.MAX_VALUE)).isEqualTo(recorded.bars(BTC, upTo, Integer.MAX_VALUE));
        for (long after = -1; after <= upTo; after += 7) {
            assertThat(growing.path(BTC, after, upTo))
                    .as("path after %s up to %s", after, upTo)
                    .isEqualTo(recorded.path(BTC, after, upTo));
            assertThat(growing.barClosingAt(BTC, after)).isEqualTo(recorded.barClosingAt(BTC, after));
        }
    }

    private static GrowingTape tape() {
        return GrowingTape.of("t", List.of(instrument(BTC)));
    }

    private static Instrument instrument(Symbol symbol) {
        return new Instrument(symbol, Price.of("0.01"), Quantity.of("0.00000001"), Money.of("5"), "USD");
    }

    private static Trade trade(String id, long at, long price) {
        return new Trade(BTC, id, at, new Price(E8.ofWhole(price)), new Quantity(E8.ONE));
    }

    private static PricePoint print(long at, long price) {
        return new PricePoint(at, new Price(E8.ofWhole(price)), new Quantity(E8.ONE));
    }

    private static PricePoint point(long at, long price) {
        return new PricePoint(at, new Price(E8.ofWhole(price)));
    }

    private static Bar bar(Symbol symbol, long opened, long closed, long open, long high, long low, long close) {
        return new Bar(
                symbol,
                opened,
                closed,
                new Price(E8.ofWhole(open)),
                new Price(E8.ofWhole(high)),
                new Price(E8.ofWhole(low)),
                new Price(E8.ofWhole(close)),
                new Quantity(E8.ONE));
    }
}
