package io.conclave.persistence.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conclave.persistence.tape.BadInput.Fault;
import io.conclave.testkit.CannedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong in a file is told with its name, its line and a sentence. */
class BadInputTest {
    private static final String TRADES = "timestamp,price,amount";
    private static final String BARS = "timestamp,open,high,low,close,volume";
    private static final TapeReader READER = TapeReader.of(BitstampTape.BTC_USD);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            MALFORMED    | 1385337613,800.05              | 2 fields, where the header names 3
            MALFORMED    | 1385337613,800.05,1,2          | 4 fields, where the header names 3
            MALFORMED    | 1385337613,eight,1             | price "eight" is not a number
            MALFORMED    | 1385337613,,1                  | price "" is not a number
            MALFORMED    | 1385337613,800.05,NaN          | amount "NaN" is not a number
            OUT_OF_RANGE | 1385337613,800.05,0.123456789  | amount "0.123456789" has more than eight decimals
            OUT_OF_RANGE | 1385337613,800.05,92233720369  | amount "92233720369" is too large: the largest is 92233720368.54775807
            OUT_OF_RANGE | 1385337613,1e999999,1          | price "1e999999" is too large: the largest is 92233720368.54775807
            NOT_POSITIVE | 1385337613,-800.05,1           | price -800.05 is not positive
            NOT_POSITIVE | 1385337613,0,1                 | price 0 is not positive
            NOT_POSITIVE | 1385337613,800.05,-0.1         | amount -0.1 is negative
            UNSORTED     | 1385337599,800.05,1            | 2013-11-24T23:59:59Z is older than the row before it, 2013-11-25T00:00:00Z
            TIMESTAMP    | 1385337613000,800.05,1         | timestamp 1385337613000 is in milliseconds, those before it are in seconds
            TIMESTAMP    | 2013-11-25T00:00:13Z,800.05,1  | timestamp 2013-11-25T00:00:13Z is written as ISO-8601, those before it are in seconds
            TIMESTAMP    | yesterday,800.05,1             | timestamp "yesterday" is neither ISO-8601 in UTC, like 2013-11-25T00:00:00Z, nor an epoch number
            TIMESTAMP    | 2013-11-25T00:00:13,800.05,1   | timestamp "2013-11-25T00:00:13" is neither ISO-8601 in UTC, like 2013-11-25T00:00:00Z, nor an epoch number
            TIMESTAMP    | 2013-11-25,800.05,1            | timestamp 2013-11-25 is a day and does not say when the bar closed; if bars are stamped at their start, say --bar-stamp open
            TIMESTAMP    | 20131125,800.05,1              | timestamp 20131125 is a day and does not say when the bar closed; if bars are stamped at their start, say --bar-stamp open
            TIMESTAMP    | 20130229,800.05,1              | timestamp "20130229" is neither ISO-8601 in UTC, like 2013-11-25T00:00:00Z, nor an epoch number
            TIMESTAMP    | 99999999999,800.05,1           | timestamp 99999999999 is too far away: the years 1678 to 2261 are possible
            """)
    void aBadTradeEndsTheReadingWithItsLine(Fault fault, String row, String reason) {
        Path file = CannedFiles.lines(folder, "trades.csv", TRADES, "1385337600,800.01,0.1", row, "1385337700,800,1");

        BadInput bad = refusal(READER, file);

        assertThat(bad).hasMessage(file + ":3: " + reason);
        assertThat(bad.fault()).isEqualTo(fault);
        assertThat(bad.file()).isEqualTo(file.toString());
        assertThat(bad.line()).isEqualTo(3);
        assertThat(bad.reason()).isEqualTo(reason);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            DUPLICATE    | 1385338500,10,12,9,11,5  | a second bar is stamped 2013-11-25T00:15:00Z
            UNSORTED     | 1385338499,10,12,9,11,5  | 2013-11-25T00:14:59Z is older than the row before it, 2013-11-25T00:15:00Z
            OVERLAPPING  | 1385338560,10,12,9,11,5  | this bar follows the one before it by less than their length, 15m
            NOT_POSITIVE | 1385339400,10,12,-9,11,5 | low -9 is not positive
            NOT_POSITIVE | 1385339400,10,12,9,11,-5 | volume -5 is negative
            INCONSISTENT | 1385339400,10,11,9,12,5  | open 10 and close 12 do not both lie between low 9 and high 11
            INCONSISTENT | 1385339400,10,12,11,11,5 | open 10 and close 11 do not both lie between low 11 and high 12
            """)
    void aBadBarEndsTheReadingWithItsLine(Fault fault, String row, String reason) {
        Path file = CannedFiles.lines(
                folder,
                "bars.csv",
                BARS,
                "1385337600,10,12,9,11,5",
                "1385338500,10,12,9,11,5",
                row,
                "1385340300,10,12,9,11,5",
                "1385341200,10,12,9,11,5");

        BadInput bad = refusal(READER, file);

        assertThat(bad).hasMessage(file + ":4: " + reason);
        assertThat(bad.fault()).isEqualTo(fault);
    }

    @Test
    void anEmptyFileIsToldWhatItShouldBeginWith() {
        Path file = CannedFiles.lines(folder, "empty.csv");

        assertThat(refusal(READER, file))
                .hasMessage(file + ":1: the file is empty; its first line should name the columns: "
                        + "timestamp,price,amount (trades) or timestamp,open,high,low,close,volume (bars)");
    }

    @Test
    void aHeaderAloneIsNoRecord() {
        Path file = CannedFiles.lines(folder, "header.csv", TRADES);

        assertThat(refusal(READER, file)).hasMessage(file + ":1: there is a header and no row below it");
    }

    @Test
    void anUnknownHeaderIsToldWhichOnesAreKnown() {
        Path file = CannedFiles.lines(folder, "other.csv", "time,px,qty", "1,2,3");

        assertThat(refusal(READER, file))
                .hasMessage(file + ":1: the header \"time,px,qty\" names neither timestamp,price,amount (trades) nor "
                        + "timestamp,open,high,low,close,volume (bars)");
    }

    @Test
    void aHeaderThatSaysStartIsNotTakenForAClose() {
        Path file = CannedFiles.lines(
                folder, "start.csv", "open_time_ms,open,high,low,close,volume", "1680307200000,5,6,4,5,1");

        assertThat(refusal(READER, file))
                .hasMessage(file + ":1: open_time_ms is the start of a bar, which is known at its close: "
                        + "say --bar-stamp open");
    }

    @Test
    void aSymbolThatTheFileDoesNotHoldIsUnknown() {
        Path file = CannedFiles.lines(
                folder,
                "shares.csv",
                "date,symbol,open,high,low,close,volume",
                "2013-11-25,MMM,5,6,4,5,1",
                "2013-11-25,IBM,5,6,4,5,1");

        assertThat(refusal(READER.withStamp(BarStamp.OPEN), file))
                .hasMessage(
                        file + ": none of its 2 rows is of BTC-USD; there is IBM, MMM: say which with --instrument");
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("nowhere.csv");

        assertThat(refusal(READER, file)).hasMessage(file + ": there is no such file");
    }

    @Test
    void aFolderIsNoFile() {
        assertThat(refusal(READER, folder)).hasMessage(folder + ": this is a folder, not a file");
    }

    @Test
    void aTornArchiveIsToldWhereItBreaks() throws IOException {
        var rows = new String[1_000];
        Arrays.setAll(rows, i -> i == 0 ? TRADES : 1385337600 + i + "," + (800 + i % 97) + "," + (1 + i * i % 89));
        byte[] whole = Files.readAllBytes(CannedFiles.lines(folder, "whole.csv.gz", rows));
        Path torn = Files.write(folder.resolve("torn.csv.gz"), Arrays.copyOf(whole, whole.length / 2));

        BadInput bad = refusal(READER, torn);

        assertThat(bad.fault()).isEqualTo(Fault.UNREADABLE);
        assertThat(bad).hasMessageEndingWith("cannot be read: Unexpected end of ZLIB input stream");
    }

    @Test
    void aQuoteLeftOpenIsNoCsv() {
        Path file = CannedFiles.lines(folder, "quote.csv", TRADES, "1385337600,\"800,1", "1385337601,800,1");

        assertThat(refusal(READER, file).fault()).isEqualTo(Fault.MALFORMED);
    }

    @Test
    void barsThatDoNotAddUpAreRefused() {
        Path file = CannedFiles.lines(
                folder,
                "bars.csv",
                BARS,
                "1385337600,10,12,9,11,5",
                "1385338020,10,12,9,11,5",
                "1385338440,10,12,9,11,5");

        assertThat(refusal(READER.withInterval(Duration.ofMinutes(15)), file))
                .hasMessage(file + ": its bars of 7m do not add up to bars of 15m");
    }

    @Test
    void oneBarDoesNotTellItsLength() {
        Path file = CannedFiles.lines(folder, "one.csv", BARS, "1385337600,10,12,9,11,5");

        assertThat(refusal(READER, file)).hasMessage(file + ": too few bars to tell how long they are: say --interval");
    }

    @Test
    void badRowsAreSkippedAndCountedOnlyWhenAsked() {
        Path file = CannedFiles.lines(
                folder,
                "trades.csv",
                TRADES,
                "1385337600,800.01,0.1",
                "1385337601,-1,0.1",
                "garbage",
                "1385337590,800,1",
                "1385337613,800.05,0.2",
                "1385337614,-2,0.1");

        Recording recording = READER.skippingBad().read(file);

        TapeReport report = recording.report();
        assertThat(report.rows()).isEqualTo(6);
        assertThat(report.kept()).isEqualTo(2);
        assertThat(report.skippedRows()).isEqualTo(4);
        assertThat(report.skipped())
                .containsEntry(Fault.NOT_POSITIVE, 2L)
                .containsEntry(Fault.MALFORMED, 1L)
                .containsEntry(Fault.UNSORTED, 1L);
        assertThat(report.notices())
                .containsExactly(file + ": skipped 4 of 6 rows because they are bad "
                        + "{MALFORMED=1, UNSORTED=1, NOT_POSITIVE=2}; the first: " + file
                        + ":3: price -1 is not positive");
    }

    @Test
    void aFileWithNothingButBadRowsIsRefusedEvenThen() {
        Path file = CannedFiles.lines(folder, "trades.csv", TRADES, "1385337601,-1,0.1", "garbage");

        assertThat(refusal(READER.skippingBad(), file)).hasMessage(file + ": none of its 2 rows can be put on a tape");
    }

    private static BadInput refusal(TapeReader reader, Path file) {
        BadInput bad = catchThrowableOfType(BadInput.class, () -> reader.read(file));
        assertThat(bad).as("what was wrong with " + file).isNotNull();
        return bad;
    }
}
