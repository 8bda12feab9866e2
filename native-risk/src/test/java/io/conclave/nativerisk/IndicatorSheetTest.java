package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.nativerisk.IndicatorTrace.Ema;
import io.conclave.nativerisk.IndicatorTrace.Indicator;
import io.conclave.nativerisk.IndicatorTrace.Macd;
import io.conclave.nativerisk.IndicatorTrace.MacdLine;
import io.conclave.nativerisk.IndicatorTrace.Rsi;
import io.conclave.nativerisk.IndicatorTrace.Sma;
import io.conclave.nativerisk.Strategy.EmaSeed;
import io.conclave.nativerisk.Strategy.RsiAverage;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The indicator sheets of others, recomputed by the worker: every printed digit of every row. */
@Tag("shared-data")
class IndicatorSheetTest {
    private final TestWorker worker = TestWorker.launch();

    @AfterEach
    void close() {
        worker.close();
    }

    // ---- Skender's spreadsheets: doubles, printed to ten decimals

    @Test
    void skendersSmaIsMetToItsLastDigit() throws IOException {
        var sheet = LeanDaily.zipped("golden/skender/Sma__SMA_Close.csv.gz");
        assertThat(rowsMet(sheet, 5, 7, new Sma(20), IndicatorSheetTest::asPrinted, 0))
                .isEqualTo(483);
        assertThat(rowsMet(sheet, 2, 10, new Sma(20), IndicatorSheetTest::asPrinted, 0))
                .isEqualTo(483);
    }

    @Test
    void skendersEmaIsMetToItsLastDigit() throws IOException {
        var sheet = LeanDaily.zipped("golden/skender/Ema__EMA.csv.gz");
        var ema = new Ema(20, EmaSeed.AVERAGE);
        assertThat(rowsMet(sheet, 2, 4, ema, IndicatorSheetTest::asPrinted, 0)).isEqualTo(483);
        assertThat(rowsMet(sheet, 3, 5, ema, IndicatorSheetTest::asPrinted, 0)).isEqualTo(483);
    }

    @Test
    void skendersRsiIsMetToItsLastDigit() throws IOException {
        var sheet = LeanDaily.zipped("golden/skender/Rsi__RSI.csv.gz");
        var rsi = new Rsi(14, RsiAverage.WILDER);
        assertThat(rowsMet(sheet, 5, 11, rsi, IndicatorSheetTest::asPrinted, 0)).isEqualTo(488);
    }

    /** Its last column averages the RSI, which begins at the fifteenth bar; times 100, so that all its digits are in. */
    @Test
    void skendersEmaOfTheRsiIsMetToItsLastDigit() throws IOException {
        var sheet = LeanDaily.zipped("golden/skender/Rsi__RSI.csv.gz");
        var later = sheet.subList(14, sheet.size()).stream()
                .map(row -> new String[] {times100(row[11]), times100(row[12])})
                .toList();
        assertThat(rowsMet(later, 0, 1, new Ema(20, EmaSeed.AVERAGE), IndicatorSheetTest::asPrinted, 1e-8))
                .isEqualTo(469);
    }

    // ---- LEAN's sheet: computed by a tool of single precision, from closes of more digits than are printed

    @Test
    void leansSmaEmaAndMacdAreMetToTheirLastDigit() throws IOException {
        var sheet = LeanDaily.zipped("golden/lean_indicators/spy_with_indicators.txt.gz");
        assertThat(leanRowsMet(sheet, 1, new Sma(14), 1e-3)).isEqualTo(487);
        assertThat(leanRowsMet(sheet, 2, new Ema(14, EmaSeed.AVERAGE), 1e-3)).isEqualTo(487);
        var macd = new Macd(12, 26, 9, EmaSeed.AVERAGE, MacdLine.MACD);
        assertThat(leanRowsMet(sheet, 3, macd, 3e-5)).isEqualTo(475);
    }

    @Test
    void leansTwoRsisAreMetToTheirLastDigit() throws IOException {
        var sheet = LeanDaily.zipped("golden/lean_indicators/spy_with_indicators.txt.gz");
        assertThat(leanRowsMet(sheet, 4, new Rsi(14, RsiAverage.SIMPLE), 4e-6)).isEqualTo(485);
        // This column was computed later, from the closes as they are printed.
        assertThat(rowsMet(sheet, 7, 5, new Rsi(14, RsiAverage.WILDER), IndicatorSheetTest::asPrinted, 0))
                .isEqualTo(486);
    }

    // ---- in the trade's words

    private int leanRowsMet(List<String[]> sheet, int column, Indicator indicator, double more) {
        return rowsMet(sheet, 7, column, indicator, close -> Math.round(Float.parseFloat(close) * 1e8), more);
    }

    private static String times100(String printed) {
        return printed.isEmpty()
                ? ""
                : new BigDecimal(printed).movePointRight(2).toPlainString();
    }

    private static long asPrinted(String close) {
        return new BigDecimal(close).movePointRight(8).longValueExact();
    }

    /**
     * How many rows the column prints a value in, each checked to half its last digit.
     *
     * @param more what is forgiven beyond half the last printed digit
     */
    private int rowsMet(
            List<String[]> sheet, int closes, int column, Indicator indicator, ToLongFunction<String> e8, double more) {
        long[] prices = sheet.stream().map(row -> row[closes]).mapToLong(e8).toArray();
        var values = worker.trace(new IndicatorTrace(worker.load(PriceSeries.ofE8(prices, prices)), indicator));
        int met = 0;
        for (int i = 0; i < sheet.size(); i++) {
            var printed = sheet.get(i)[column];
            if (printed.isEmpty()) {
                continue;
            }
            var expected = new BigDecimal(printed);
            double half = 0.5 * Math.pow(10, -expected.scale()) + 1e-11;
            assertThat(values.at(i)).as("row %s", i).isPresent();
            assertThat(values.at(i).getAsDouble())
                    .as("row %s", i)
                    .isCloseTo(expected.doubleValue(), within(half + more));
            met++;
        }
        return met;
    }
}
