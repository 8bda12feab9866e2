package io.conclave.system.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.CannedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input that is wrong is answered with one sentence, exit code 2, and nothing else. */
class BadInputTest {
    private static final String TRADES = "timestamp,price,amount";
    private static final String BARS = "timestamp,open,high,low,close,volume";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "'1385337600,800,1;1385338600,eight,1', 3, eight",
        "'1385337600,800,1;1385338600', 3, field",
        "'1385338600,800,1;1385337600,801,1', 3, older",
        "'1385337600,-800,1', 2, -800",
        "'', 1, no row"
    })
    void tradesWithABadRowAreRefused(String rows, int line, String reason) {
        var lines =
                Stream.concat(Stream.of(TRADES), Stream.of(rows.split(";", -1)).filter(row -> !row.isEmpty()));
        var file = CannedFiles.lines(folder, "BTC-USD.csv", lines.toArray(String[]::new));

        assertThat(isRefused(file + ":" + line + ": ", "--data", file.toString()))
                .contains(reason);
    }

    @Test
    void twoBarsOfOneStampAreRefused() {
        var file = CannedFiles.lines(
                folder,
                "BTC-USD.csv",
                BARS,
                "2013-11-25T00:15:00Z,800,801,799,800,1",
                "2013-11-25T00:30:00Z,800,801,799,800,1",
                "2013-11-25T00:30:00Z,800,801,799,800,1");

        isRefused(file + ":4: a second bar is stamped 2013-11-25T00:30:00Z", "--data", file.toString());
    }

    @Test
    void anEmptyFileIsRefused() {
        var file = CannedFiles.lines(folder, "BTC-USD.csv");

        isRefused(file + ":1: ", "--data", file.toString());
    }

    @Test
    void aMissingFileIsRefused() {
        var file = folder.resolve("nowhere.csv");

        isRefused(file + ": there is no such file", "--data", file.toString());
    }

    @Test
    void aHeaderThatNamesNeitherTradesNorBarsIsRefused() {
        var file = CannedFiles.lines(folder, "BTC-USD.csv", "when,what,how", "1,2,3");

        isRefused(file + ":1: the header \"when,what,how\" names neither ", "--data", file.toString());
    }

    @Test
    void newsThatCannotBeReadIsRefused() {
        var news = CannedFiles.lines(
                folder,
                "news.csv",
                "published_at,ingested_at,source,headline,body,symbols",
                "yesterday,2013-11-25T00:00:00Z,wire,Something,,BTC-USD");

        isRefused(news + ":2: ", "--data", goodFile(), "--news", news.toString());
    }

    @Test
    void aSymbolThatCannotBeOneIsRefused() {
        isRefused("\"no symbol\" is no symbol: ", "--data", goodFile(), "--instrument", "no symbol");
    }

    @Test
    void aSymbolThatTheFileDoesNotHoldIsRefused() {
        var file = CannedFiles.lines(
                folder, "shares.csv", "timestamp,symbol,price,amount", "1385337600,IBM,180,1", "1385338600,MMM,125,1");

        isRefused(
                file + ": none of its 2 rows is of XOM; there is IBM, MMM: say which with --instrument",
                "--data",
                file.toString(),
                "--instrument",
                "XOM");
    }

    @Test
    void moreSymbolsThanFilesAreRefused() {
        isRefused(
                "--instrument must be given once for each --data file: 2 for 1",
                "--data",
                goodFile(),
                "--instrument",
                "BTC-USD",
                "--instrument",
                "ETH-USD");
    }

    @ParameterizedTest
    @CsvSource({
        "--interval, fortnight, --interval must look like",
        "--from, yesterday, --from must be a day or a moment",
        "--cost-bps, -1, --cost-bps must lie in 0..1000",
        "--config, nowhere.conf, There is no configuration file nowhere.conf"
    })
    void anOptionOutOfReasonIsRefused(String option, String value, String sentence) {
        isRefused(sentence, "--data", goodFile(), option, value);
    }

    @Test
    void aTapeOnWhichNothingClosesIsRefused() throws IOException {
        var ended = Workplace.in(folder).run("backtest", "--data", goodFile(), "--to", "2013-11-20");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr()).endsWith("conclave: No bar closes on this tape: nothing to decide\n");
        nothingIsWritten();
    }

    @Test
    void anUnknownOptionIsWrongUsage() throws IOException {
        var ended = Workplace.in(folder).run("backtest", "--data", goodFile(), "--speculate");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr()).startsWith("Unknown option: '--speculate'");
        nothingIsWritten();
    }

    private String goodFile() {
        return CannedFiles.lines(folder, "BTC-USD.csv", TRADES, "1385337600,800,1", "1385338600,801,1")
                .toString();
    }

    private String isRefused(String sentence, String... options) {
        var command = new ArrayList<>(List.of("backtest", "--json"));
        command.addAll(List.of(options));
        command.addAll(List.of("--out", folder.resolve("out").toString()));

        var ended = Workplace.in(folder).run(command.toArray(String[]::new));

        assertThat(ended.exitCode()).as(ended.stderr()).isEqualTo(2);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr().lines()).hasSize(1);
        assertThat(ended.stderr()).startsWith("conclave: " + sentence);
        nothingIsWritten();
        return ended.stderr();
    }

    private void nothingIsWritten() {
        assertThat(folder.resolve("out")).doesNotExist();
        try (Stream<Path> there = Files.list(folder)) {
            assertThat(there).allSatisfy(file -> assertThat(file).hasExtension("csv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
