package io.conclave.system.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the main job promises whoever runs it. */
class DemoTest {
    private final TheWeek week = TheWeek.played();
    private final JsonNode report = week.report();

    @Test
    void theWeekIsPlayedThrough() {
        assertThat(week.ended().exitCode()).isZero();
        assertThat(report.required("rounds").intValue()).isGreaterThanOrEqualTo(600);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rounds",
                "/votes",
                "/abstentions",
                "/orders",
                "/fills",
                "/vetoes",
                "/brier",
                "/regretCertificate/pure/max",
                "/regretCertificate/pure/bound",
                "/regretCertificate/served/max",
                "/regretCertificate/served/bound",
                "/regretCertificate/served/tracking",
                "/regretCertificate/served/cap",
                "/seconds",
                "/peakRssMiB",
                "/trainerPeakMiB"
            })
    void theReportHasTheFigure(String pointer) {
        assertThat(report.at(pointer).isNumber()).as(pointer + " of " + report).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/equity", "/buyAndHold", "/costs/fees", "/costs/traded"})
    void moneyIsText(String pointer) {
        assertThat(report.at(pointer).asText()).matches("-?\\d+(\\.\\d{1,8})?");
        assertThat(report.at(pointer).isTextual()).isTrue();
    }

    @Test
    void everyRoundHasAnAnswerOfEachAgent() {
        assertThat(report.required("votes").intValue()
                        + report.required("abstentions").intValue())
                .isEqualTo(report.required("rounds").intValue()
                        * report.required("agents").size());
    }

    @Test
    void atLeastThreeAgentsVoteInMostRounds() {
        assertThat(StreamSupport.stream(report.required("agents").spliterator(), false)
                        .filter(agent -> agent.required("share").doubleValue() >= 0.6))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void whoAbstainsSaysWhy() {
        assertThat(report.required("agents"))
                .allSatisfy(agent -> assertThat(sum(agent.required("abstentionsByReason")))
                        .isEqualTo(agent.required("abstentions").intValue()));
    }

    @Test
    void noVetoIsWithoutAReason() {
        assertThat(sum(report.required("vetoesByReason")))
                .isEqualTo(report.required("vetoes").intValue());
    }

    @Test
    void theRegretCertificateHolds() {
        var certificate = report.required("regretCertificate");

        assertThat(certificate.required("holds").booleanValue()).isTrue();
        assertThat(certificate.at("/pure/max").doubleValue())
                .isLessThanOrEqualTo(certificate.at("/pure/bound").doubleValue());
        assertThat(certificate.at("/served/max").doubleValue())
                .isLessThanOrEqualTo(certificate.at("/served/bound").doubleValue());
    }

    @Test
    void aWeekThatWasNotWorthItsCostsIsShownWithoutThem() {
        if (report.required("fills").intValue() > 0) {
            assertThat(report.path("zeroCost").isMissingNode()).isTrue();
        } else {
            assertThat(report.required("finding").textValue()).contains("no edge");
            assertThat(report.at("/zeroCost/fills").intValue()).isPositive();
        }
    }

    @Test
    void costsAreAboveZeroUnlessAskedOtherwise() {
        assertThat(report.at("/costs/feeBps").intValue()).isPositive();
        assertThat(report.at("/costs/slippageBps").intValue()).isPositive();
    }

    @Test
    void itEndsInTime() {
        System.out.printf("demo: %.1f s from start to end%n", week.seconds());

        assertThat(report.required("seconds").doubleValue()).isLessThan(week.seconds());
        assertThat(week.seconds()).isLessThan(90);
    }

    @Test
    void itStaysWithinItsMemory() {
        long told = report.required("peakRssMiB").longValue();
        System.out.printf(
                "demo: %d MiB at the peak by its own count, %d as seen from outside; trainer %d MiB%n",
                told, week.peakMib(), report.required("trainerPeakMiB").longValue());

        assertThat(Math.max(told, week.peakMib())).isBetween(50L, 450L);
        assertThat(told).as("what it tells of itself").isGreaterThan(week.peakMib() * 9 / 10);
    }

    @Test
    void theRunsFolderHoldsTheSameReport() throws Exception {
        var run = week.place()
                .data()
                .resolve("runs")
                .resolve(report.required("run").textValue());

        assertThat(Ended.JSON.readTree(run.resolve("report.json").toFile())).isEqualTo(report);
    }

    @Test
    void itLeavesNothingInSharedMemory() {
        assertThat(Processes.workersOf(week.pid())).isEmpty();
        assertThat(Processes.sharedMemoryOf(week.pid())).isEmpty();
    }

    private static int sum(JsonNode counts) {
        return StreamSupport.stream(counts.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .sum();
    }
}
