package io.conclave.system.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.testkit.CannedFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever brings a history gets a report of it. */
class BacktestTest {
    private static final long HOUR = 3_600_000_000_000L;
    private static final long BEGIN = 1_600_000_000_000_000_000L / HOUR * HOUR;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void twoInstrumentsAreTradedSideBySideAndAgainTheSame() throws IOException {
        var ash = CannedFiles.bars(folder, "ASH.csv", walk("ASH", 7, 260));
        var elm = CannedFiles.bars(folder, "ELM.csv.gz", walk("ELM", 8, 240));
        var place = Workplace.in(folder);
        String[] command = {
            "backtest", "--data", ash.toString(), elm.toString(), "--cost-bps", "0", "--seed", "5", "--json"
        };

        var first = place.run(command);
        var again = place.run(command);

        assertThat(again.decisionHash()).isEqualTo(first.decisionHash());
        assertThat(first.report().required("rounds").intValue()).isEqualTo(500);
        assertThat(first.stderr()).contains("260 closings of [ASH, ELM]");
        assertThat(place.runs()).hasSize(2);
        reportsAgree(place.runs().getFirst(), first.report());
    }

    @Test
    void aStretchOfTradesIsReportedWhereAskedAndFallsAreNeverSoldShort() throws IOException {
        var trades = BundledFiles.trades(folder);
        var out = folder.resolve("deep/out");
        var place = Workplace.in(folder).sharingModelsOf(TheWeek.played().place());

        var ended = place.run(
                "backtest",
                "--data",
                trades.toString(),
                "--news",
                BundledFiles.news(folder).toString(),
                "--interval",
                "15m",
                "--from",
                "2013-11-29",
                "--to",
                "2013-11-30T12:00:00Z",
                "--cost-bps",
                "0",
                "--out",
                out.toString(),
                "--json");

        var report = ended.report();
        assertThat(report.required("rounds").intValue()).isEqualTo(145);
        assertThat(report.required("fills").intValue()).isPositive();
        reportsAgree(out, report);
        neverShort(out);
        assertThat(report.at("/agents/quant/votes").intValue())
                .as("what lies before --from is learned from")
                .isEqualTo(145);
    }

    private static void reportsAgree(Path out, JsonNode report) throws IOException {
        assertThat(Ended.JSON.readTree(out.resolve("report.json").toFile())).isEqualTo(report);
        assertThat(out.resolve("report.html"))
                .content()
                .startsWith("<!doctype html>")
                .contains(report.required("decisionHash").textValue());
        var decisions = decisions(out);
        assertThat(decisions).hasSize(report.required("rounds").intValue());
        assertThat(decisions.stream()
                        .mapToInt(line -> line.required("orders").size())
                        .sum())
                .isEqualTo(report.required("orders").intValue());
        assertThat(out.resolve("decisions.jsonl.part")).doesNotExist();
    }

    private static void neverShort(Path out) throws IOException {
        var held = Quantity.ZERO;
        for (JsonNode decision : decisions(out)) {
            assertThat(decision.path("target").asText("0")).doesNotStartWith("-");
            var sides = new ArrayList<String>();
            decision.required("orders")
                    .forEach(order -> sides.add(order.required("side").textValue()));
            for (JsonNode fill : decision.required("fills")) {
                var quantity = Quantity.of(fill.required("quantity").textValue());
                held = sides.getFirst().equals("BUY") ? held.plus(quantity) : held.minus(quantity);
                assertThat(held.e8()).as("held after " + decision).isNotNegative();
            }
        }
    }

    private static List<JsonNode> decisions(Path out) throws IOException {
        var decisions = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(out.resolve("decisions.jsonl"))) {
            decisions.add(Ended.JSON.readTree(line));
        }
        return decisions;
    }

    /** Hourly bars of a price that drifts for a day and turns, with some noise: the same for the same seed. */
    private static List<Bar> walk(String symbol, long seed, int hours) {
        var random = new SplittableRandom(seed);
        var bars = new ArrayList<Bar>();
        long open = 10_000;
        for (int hour = 0; hour < hours; hour++) {
            long drift = hour / 24 % 2 == 0 ? 12 : -11;
            long close = Math.max(1_000, open + drift + random.nextLong(-40, 41));
            long high = Math.max(open, close) + random.nextLong(0, 20);
            long low = Math.min(open, close) - random.nextLong(0, 20);
            bars.add(new Bar(
                    new Symbol(symbol),
                    BEGIN + hour * HOUR,
                    BEGIN + (hour + 1) * HOUR,
                    cents(open),
                    cents(high),
                    cents(low),
                    cents(close),
                    Quantity.of(Long.toString(100 + random.nextLong(0, 900)))));
            open = close;
        }
        return bars;
    }

    private static Price cents(long cents) {
        return Price.of(BigDecimal.valueOf(cents, 2).toPlainString());
    }
}
