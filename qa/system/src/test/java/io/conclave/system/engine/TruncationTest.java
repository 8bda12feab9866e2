package io.conclave.system.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No decision knows what comes after it: the tape cut off at any moment leaves all before that moment as they were. */
class TruncationTest {
    private static final Instant BEGIN = Instant.parse("2013-11-25T00:00:00Z");
    private static final Instant END = Instant.parse("2013-12-01T16:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Path trades = Path.of("");
    private Path news = Path.of("");
    private List<JsonNode> whole = List.of();

    @BeforeEach
    void theWholeWeek() throws IOException {
        trades = BundledFiles.trades(folder);
        news = BundledFiles.news(folder);
        whole = played(
                "whole", END.plus(Duration.ofMinutes(2)), TheWeek.played().hashWithoutCosts());
    }

    @Test
    void theTapeCutThreeTimesLeavesWhatWasDecidedBefore() throws IOException {
        unchangedBefore(Instant.parse("2013-11-26T07:20:00Z"));
        unchangedBefore(Instant.parse("2013-11-28T00:00:00Z"));
        unchangedBefore(Instant.parse("2013-11-29T18:07:31Z"));
    }

    @Test
    @Tag("long")
    void theTapeCutTwentyTimesLeavesWhatWasDecidedBefore() throws IOException {
        long step = Duration.between(BEGIN, END).toSeconds() / 21;
        for (int cut = 1; cut <= 20; cut++) {
            unchangedBefore(BEGIN.plusSeconds(cut * step));
        }
    }

    private void unchangedBefore(Instant cut) throws IOException {
        var short_ = played("cut-" + cut.getEpochSecond(), cut, "");

        var before = whole.stream()
                .filter(decision ->
                        !Instant.parse(decision.required("asOf").textValue()).isAfter(cut))
                .toList();
        assertThat(short_).as("decisions up to " + cut).hasSameSizeAs(before);
        for (int i = 0; i + 1 < short_.size(); i++) {
            assertThat(short_.get(i)).isEqualTo(before.get(i));
        }
        // What the last one led to lies beyond the cut.
        assertThat(decided(short_.getLast())).isEqualTo(decided(before.getLast()));
    }

    private List<JsonNode> played(String name, Instant to, String hash) throws IOException {
        var out = folder.resolve(name);
        var report = Workplace.in(folder)
                .sharingModelsOf(TheWeek.played().place())
                .run(
                        "backtest",
                        "--data",
                        trades.toString(),
                        "--news",
                        news.toString(),
                        "--interval",
                        "15m",
                        "--cost-bps",
                        "0",
                        "--to",
                        to.toString(),
                        "--out",
                        out.toString(),
                        "--json");
        assertThat(report.decisionHash()).contains(hash);
        var decisions = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(out.resolve("decisions.jsonl"))) {
            decisions.add(Ended.JSON.readTree(line));
        }
        return decisions;
    }

    private static JsonNode decided(JsonNode decision) {
        ObjectNode rest = decision.deepCopy();
        return rest.without(List.of("fills", "outcome", "link"));
    }
}
