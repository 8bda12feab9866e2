package io.conclave.persistence.tape;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.RecordedTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.testkit.CannedFiles;
import io.conclave.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TapeReaderTest {
    private static final Instrument BTC_USD = BitstampTape.BTC_USD;
    private static final TapeReader READER = TapeReader.of(BTC_USD);
    private static final long START = nanos("2013-11-25T00:00:00Z");
    private static final Duration QUARTER = Duration.ofMinutes(15);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Property(tries = 50)
    void tradesReadBackAsTheyWereWritten(@ForAll("trades") List<Trade> trades, @ForAll boolean packed)
            throws IOException {
        Path folder = Files.createTempDirectory("trades");
        Path file = CannedFiles.trades(folder, packed ? "trades.csv.gz" : "trades.csv", trades);

        Recording recording = READER.withInterval(QUARTER).read(file);

        assertThat(recording.tape().id())
                .isEqualTo(RecordedTape.ofTrades(BTC_USD, QUARTER, trades).id());
        assertThat(recording.report().kept()).isEqualTo(trades.size());
        Files.delete(file);
        Files.delete(folder);
    }

    @Property(tries = 50)
    void barsReadBackAsTheyWereWritten(@ForAll("bars") List<Bar> bars, @ForAll boolean packed) throws IOException {
        Path folder = Files.createTempDirectory("bars");
        Path file = CannedFiles.bars(folder, packed ? "bars.csv.gz" : "bars.csv", bars);

        Recording recording = READER.read(file);

        assertThat(recording.tape().id())
                .isEqualTo(RecordedTape.ofBars(BTC_USD, bars).id());
        assertThat(recording.report().barLength()).isEqualTo(QUARTER);
        Files.delete(file);
        Files.delete(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1385337600",
                "1385337600000",
                "1385337600000000",
                "1385337600000000000",
                "2013-11-25T00:00:00Z",
                "2013-11-25T01:00:00+01:00",
                "+1385337600"
            })
    void everyWayToWriteAMomentMeansTheSame(String timestamp) {
        Path file = CannedFiles.lines(folder, "trades.csv", "timestamp,price,amount", timestamp + ",800.01,0.1");

        assertThat(READER.read(file).report().firstNanos()).isEqualTo(START);
    }

    @Test
    void aStampAtTheOpenMovesABarByItsLength() {
        Path file = CannedFiles.lines(
                folder,
                "bars.csv",
                "timestamp,open,high,low,close,volume",
                "2013-11-25,10,12,9,11,5",
                "2013-11-26,11,12,9,10,6");

        RecordedTape tape = READER.withStamp(BarStamp.OPEN).read(file).tape();

        assertThat(tape.closings()).containsExactly(nanos("2013-11-26T00:00:00Z"), nanos("2013-11-27T00:00:00Z"));
    }

    @Test
    void ofAFileOfSeveralInstrumentsOneIsRead() {
        Path file = CannedFiles.lines(
                folder,
                "all.csv",
                "timestamp,symbol,price,amount",
                "1385337600,BTC-USD,800,1",
                "1385337601,LTC-USD,12,5",
                "1385337602,btc-usd,801,1");

        Recording recording = READER.read(file);

        assertThat(recording.tape().path(BTC_USD.symbol(), 0, Long.MAX_VALUE))
                .extracting(point -> point.price().toString())
                .containsExactly("800", "801");
        assertThat(recording.report().notices())
                .containsExactly(file + ": left out 1 of its rows, which are of other symbols");
    }

    @Test
    void dailyFilesMayCallTheirStampADate() {
        Path file = CannedFiles.lines(
                folder,
                "daily.csv",
                "date,open,high,low,close,volume",
                "2013-11-25,10,12,9,11,5",
                "2013-11-26,11,12,9,10,6");

        RecordedTape tape = READER.withStamp(BarStamp.OPEN).read(file).tape();

        assertThat(tape.closings()).containsExactly(nanos("2013-11-26T00:00:00Z"), nanos("2013-11-27T00:00:00Z"));
    }

    @Test
    void aDayMayBeWrittenWithoutHyphensAndIsNoNumberOfSeconds() {
        Path file = CannedFiles.lines(
                folder,
                "daily.csv",
                "date,open,high,low,close,volume",
                "20131125,10,12,9,11,5",
                "20131126,11,12,9,10,6");

        RecordedTape tape = READER.withStamp(BarStamp.OPEN).read(file).tape();

        assertThat(tape.closings()).containsExactly(nanos("2013-11-26T00:00:00Z"), nanos("2013-11-27T00:00:00Z"));
    }

    @Test
    void theHeaderTellsWhichColumnIsWhichAndWhatNothingReads() {
        Path file = CannedFiles.lines(
                folder,
                "trades.csv",
                "\uFEFFAmount, Price ,venue,timestamp",
                "0.1,800.01,X,1385337600",
                "\"0.2\",800.05,X,1385337613");

        Recording recording = READER.read(file);

        assertThat(recording.tape().path(BTC_USD.symbol(), 0, Long.MAX_VALUE))
                .extracting(point -> point.price().toString())
                .containsExactly("800.01", "800.05");
        assertThat(recording.report().notices()).containsExactly(file + ": nothing reads the columns venue");
    }

    @Test
    void trailingZerosAreNoDecimals() {
        Path file = CannedFiles.lines(
                folder, "trades.csv", "timestamp,price,amount", "1385337600,800.010000000000,0.123456780000");

        assertThat(READER.read(file).report().kept()).isEqualTo(1);
    }

    @Test
    void aTradeOfNothingIsLeftOutAndToldOf() {
        Path file = CannedFiles.lines(
                folder,
                "trades.csv",
                "timestamp,price,amount",
                "1385337600,800,0.1",
                "1385337601,801,0.000",
                "1385337602,802,0.1");

        TapeReport report = READER.read(file).report();

        assertThat(report.kept()).isEqualTo(2);
        assertThat(report.notices()).containsExactly(file + ": skipped 1 of 3 trades because their amount is zero");
    }

    @Test
    void aVolumeWithATailOfNoiseIsRoundedAndToldOf() {
        Path file = CannedFiles.lines(
                folder,
                "bars.csv",
                "timestamp,open,high,low,close,volume",
                "1385337600,10,12,9,11,203889.11713750003",
                "1385338500,10,12,9,11,0.1");

        Recording recording = READER.read(file);

        assertThat(recording
                        .tape()
                        .bars(BTC_USD.symbol(), Long.MAX_VALUE, 2)
                        .getFirst()
                        .volume())
                .isEqualTo(Quantity.of("203889.1171375"));
        assertThat(recording.report().notices())
                .containsExactly(file + ": rounded the volume of 1 of 2 bars to eight decimals");
    }

    @Test
    void aGapIsToldOf() {
        Path file = CannedFiles.lines(
                folder,
                "bars.csv",
                "timestamp,open,high,low,close,volume",
                "1385337600,10,12,9,11,5",
                "1385338500,10,12,9,11,5",
                "1385339400,10,12,9,11,5",
                "1385343000,10,12,9,11,5");

        TapeReport report = READER.read(file).report();

        assertThat(report.gaps()).isEqualTo(1);
        assertThat(report.longestGap()).isEqualTo(Duration.ofHours(1));
        assertThat(report.notices())
                .containsExactly(file + ": 1 gap longer than a bar of 15m, the longest 1h, between "
                        + "2013-11-25T00:00:00Z and 2013-11-25T01:30:00Z");
    }

    @Test
    void packedAndPlainAreTheSameRecord() {
        Path plain = CannedFiles.lines(folder, "a.csv", "timestamp,price,amount", "1385337600,800,0.1");
        Path packed = CannedFiles.lines(folder, "b.csv.gz", "timestamp,price,amount", "1385337600,800,0.1");

        assertThat(READER.read(packed).report().sha256())
                .isEqualTo(READER.read(plain).report().sha256());
        assertThat(READER.read(packed).tape().id())
                .isEqualTo(READER.read(plain).tape().id());
    }

    @Test
    void minuteBarsAddUpToQuarters() {
        var lines = new ArrayList<String>(List.of("timestamp,open,high,low,close,volume"));
        for (int minute = 1; minute <= 45; minute++) {
            lines.add(String.format(Locale.ROOT, "%d,10,%d,9,11,1", 1385337600 + 60 * minute, 11 + minute));
        }
        Path file = CannedFiles.lines(folder, "bars.csv", lines.toArray(String[]::new));

        RecordedTape tape = READER.withInterval(QUARTER).read(file).tape();

        assertThat(tape.bars(BTC_USD.symbol(), Long.MAX_VALUE, 10))
                .extracting(bar -> bar.high() + " " + bar.volume())
                .containsExactly("26 15", "41 15", "56 15");
    }

    @Test
    @Tag("shared-data")
    void aMonthOfRealMinutesIsRead() {
        Path file = SharedData.file("crypto/BTC-PERP_1m_2022-01.csv.gz");

        Recording recording =
                READER.withStamp(BarStamp.OPEN).withInterval(QUARTER).read(file);

        assertThat(recording.report().rows()).isEqualTo(45_031);
        assertThat(recording.report().barLength()).isEqualTo(Duration.ofMinutes(1));
    }

    @Provide
    Arbitrary<List<Trade>> trades() {
        var step = Combinators.combine(
                Arbitraries.longs().between(0, 2_000_000_000_000L),
                Arbitraries.longs().between(1, 1_000_000_000_000L),
                Arbitraries.longs().between(1, 1_000_000_000_000L));
        return step.as((wait, price, amount) -> new long[] {wait, price, amount})
                .list()
                .ofMinSize(1)
                .ofMaxSize(40)
                .map(TapeReaderTest::tradesOf);
    }

    private static List<Trade> tradesOf(List<long[]> steps) {
        var trades = new ArrayList<Trade>();
        long at = START;
        for (long[] step : steps) {
            at += step[0];
            trades.add(new Trade(BTC_USD.symbol(), "t" + trades.size(), at, new Price(step[1]), new Quantity(step[2])));
        }
        return trades;
    }

    /** At least every second bar touches the one before it, so that the file tells how long a bar is. */
    @Provide
    Arbitrary<List<Bar>> bars() {
        var step = Combinators.combine(
                Arbitraries.integers().between(1, 3),
                Arbitraries.longs().between(1, 1_000_000_000_000L).list().ofSize(4),
                Arbitraries.longs().between(0, 1_000_000_000_000L));
        return step.as((wait, prices, volume) ->
                        new Step(wait, prices.stream().sorted().toList(), volume))
                .list()
                .ofMinSize(2)
                .ofMaxSize(18)
                .map(TapeReaderTest::barsOf);
    }

    /** The next bar: how many lengths later, its low, open, close and high, its volume. */
    private record Step(int bars, List<Long> prices, long volume) {}

    private static List<Bar> barsOf(List<Step> steps) {
        var bars = new ArrayList<Bar>();
        long close = START;
        for (Step step : steps) {
            close += QUARTER.toNanos() * (bars.size() == 1 || bars.size() % 2 == 0 ? 1 : step.bars());
            bars.add(new Bar(
                    BTC_USD.symbol(),
                    close - QUARTER.toNanos(),
                    close,
                    new Price(step.prices().get(1)),
                    new Price(step.prices().get(3)),
                    new Price(step.prices().get(0)),
                    new Price(step.prices().get(2)),
                    new Quantity(step.volume())));
        }
        return bars;
    }

    private static long nanos(String instant) {
        return Instant.parse(instant).getEpochSecond() * 1_000_000_000L;
    }
}
