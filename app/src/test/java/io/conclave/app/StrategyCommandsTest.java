package io.conclave.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.testkit.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sweep} and {@code simulate} as their users call them, on the real worker. */
class StrategyCommandsTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final StringWriter complained = new StringWriter();

    @Test
    void aSweepOfTheDemoTellsTheBestAndThatTheyAreLuck() throws Exception {
        var report = json(
                "sweep",
                "--data",
                "demo",
                "--strategy",
                "sma-crossover",
                "--grid",
                "fast=4:48:4,slow=16:192:8",
                "--cost-bps",
                "30",
                "--top",
                "3",
                "--json");

        assertThat(report.at("/combinations").asInt()).isEqualTo(12 * 23);
        assertThat(report.at("/trials").asInt()).isBetween(200, 275);
        assertThat(report.at("/best")).hasSize(3);
        assertThat(report.at("/best/0/parameters/fast").asInt())
                .isLessThan(report.at("/best/0/parameters/slow").asInt());
        assertThat(report.at("/overfitting/parts").asInt()).isEqualTo(16);
        assertThat(report.at("/overfitting/pbo").asDouble()).isBetween(0.2, 1.0);
        assertThat(report.at("/deflatedSharpe/probability").asDouble()).isBetween(0.0, 0.95);
        assertThat(report.at("/deflatedSharpe/trials").asInt())
                .isEqualTo(report.at("/trials").asInt());
        assertThat(report.at("/deflatedSharpe/sharpe").asDouble())
                .isCloseTo(report.at("/best/0/sharpe").asDouble(), within(1e-9));
        assertThat(report.at("/verdict/demonstrated").asBoolean()).isFalse();
        assertThat(report.at("/verdict/sentence").asText()).startsWith("not demonstrated");
    }

    @Test
    void theBestOfASweepIsWhatASimulationOfItCanRepeat() throws Exception {
        var best = json(
                        "sweep",
                        "--data",
                        "demo",
                        "--strategy",
                        "macd",
                        "--grid",
                        "fast=6:12:2,slow=20:32:4,signal=9,enter=0,leave=0",
                        "--fee-bps",
                        "10",
                        "--json")
                .at("/best/0");
        var numbers = new ArrayList<String>();
        best.at("/parameters")
                .properties()
                .forEach(number ->
                        numbers.add(number.getKey() + "=" + number.getValue().asText()));
        said.reset();

        var again = json(
                "simulate",
                "--data",
                "demo",
                "--strategy",
                "macd",
                "--params",
                String.join(",", numbers),
                "--fee-bps",
                "10",
                "--json");

        assertThat(again.at("/netReturn").asDouble())
                .isEqualTo(best.at("/netReturn").asDouble());
        assertThat(again.at("/fills").asInt()).isEqualTo(best.at("/fills").asInt());
    }

    @Test
    void oneCombinationIsASweepOfOneTrial() throws Exception {
        var report = json(
                "sweep",
                "--data",
                "demo",
                "--strategy",
                "macd",
                "--grid",
                "fast=12,slow=26,signal=9,enter=0,leave=0",
                "--json");

        assertThat(report.at("/trials").asInt()).isEqualTo(1);
        assertThat(report.at("/best/0/parameters/signal").asInt()).isEqualTo(9);
        assertThat(report.at("/verdict/demonstrated").asBoolean()).isFalse();
    }

    @Test
    void wrongUsageIsAnsweredWithOneSentenceThatNamesThePlace() {
        assertThat(List.of(
                        conclave("sweep", "--data", "demo", "--strategy", "sma-crossover", "--grid", "fast=5:x,slow=9"),
                        conclave("sweep", "--data", "demo", "--strategy", "sma-crossover", "--grid", "fast=5"),
                        conclave("sweep", "--data", "demo", "--strategy", "sma-crossover", "--grid", "fast=9,slow=5"),
                        conclave("sweep", "--data", "demo", "--strategy", "astrology", "--grid", "fast=5"),
                        conclave(
                                "sweep",
                                "--data",
                                "demo",
                                "--strategy",
                                "macd",
                                "--grid",
                                "fast=5:6,slow=20:21,signal=8:9,enter=0:1,leave=-1:0"),
                        conclave(
                                "simulate",
                                "--data",
                                "demo",
                                "--strategy",
                                "momentum",
                                "--params",
                                "window=2:9,enter=0"),
                        conclave("simulate", "--data", "demo", "--strategy", "buy-and-hold", "--sizing", "huge")))
                .containsOnly(2);
        assertThat(complained.toString())
                .contains(
                        "--grid, item 1 \"fast=5:x\": \"x\" is not a number",
                        "--grid: sma-crossover needs slow",
                        "--grid: no combination of it is a strategy",
                        "--strategy: there is no \"astrology\"; there are buy-and-hold, sma-crossover",
                        "--grid: fast, slow, signal, enter, leave all have several values; at most 4 parameters may",
                        "--params: one value each",
                        "--sizing: there is no \"huge\"");
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void factorsWithoutAHeaderAreNamedByFileAndLine(@TempDir Path folder) throws Exception {
        var factors = Files.writeString(folder.resolve("f.csv"), "date,price_factor,split_factor\n2013-11-25,x,1\n");

        assertThat(conclave(
                        "simulate", "--data", "demo", "--strategy", "buy-and-hold", "--factors", factors.toString()))
                .isEqualTo(2);
        assertThat(complained.toString()).contains("f.csv:2: a factor is not a number");
    }

    @Test
    void factorsThatEndTooEarlyAreNamedByFileAndDay(@TempDir Path folder) throws Exception {
        var factors = Files.writeString(folder.resolve("f.csv"), "date,price_factor,split_factor\n20131126,0.5,1\n");

        assertThat(conclave(
                        "simulate", "--data", "demo", "--strategy", "buy-and-hold", "--factors", factors.toString()))
                .isEqualTo(2);
        assertThat(complained.toString())
                .contains("f.csv: its last row, 2013-11-26, is before the bar of 2013-11-27: add a row of a later day");
    }

    @Test
    void aDayIsIncludedHoweverItIsWritten() throws Exception {
        var run = json(
                "simulate",
                "--data",
                "demo",
                "--strategy",
                "buy-and-hold",
                "--from",
                "20131126",
                "--to",
                "2013-11-27",
                "--json");

        assertThat(run.at("/from").asText()).isEqualTo("2013-11-26T00:15:00Z");
        assertThat(run.at("/to").asText()).isEqualTo("2013-11-28T00:00:00Z");
    }

    @Test
    @Tag("shared-data")
    void leansTwoBacktestsEndToTheCent() throws Exception {
        var held = json(lean("2013-10-08", "2013-10-17", "buy-and-hold"));
        assertThat(held.at("/finalEquity").decimalValue()).isEqualByComparingTo("104486.22");
        assertThat(held.at("/fees").decimalValue()).isEqualByComparingTo("3.49");
        said.reset();

        var trend = json(lean(
                "2004-01-01", "2015-01-01", "macd", "--params", "fast=12,slow=26,signal=9,enter=0.0025,leave=-0.0025"));
        assertThat(trend.at("/finalEquity").decimalValue()).isEqualByComparingTo("137751.04");
        assertThat(trend.at("/orders").asInt()).isEqualTo(84);
    }

    private static String[] lean(String from, String to, String strategy, String... more) {
        var words = new ArrayList<>(List.of(
                "simulate",
                "--data",
                SharedData.file("daily/lean/SPY_daily_raw.csv.gz").toString(),
                "--factors",
                SharedData.file("daily/lean/SPY_factors.csv").toString(),
                "--bar-stamp",
                "open",
                "--from",
                from,
                "--to",
                to,
                "--cold-start",
                "--strategy",
                strategy,
                "--sizing",
                "whole-lots",
                "--buffer",
                "0.9975",
                "--fee-per-unit",
                "0.005",
                "--min-fee",
                "1",
                "--json"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private JsonNode json(String... words) throws Exception {
        assertThat(conclave(words)).as(complained.toString()).isZero();
        return new ObjectMapper().readTree(said.toByteArray());
    }

    private int conclave(String... words) {
        return Conclave.commandLine(new PrintStream(said, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(complained, true))
                .execute(words);
    }
}
