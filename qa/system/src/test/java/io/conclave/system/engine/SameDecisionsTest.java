package io.conclave.system.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.PostgresServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same market and settings come to the same decisions, whatever they are stored in and computed by. */
class SameDecisionsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void onPostgresWithFourWorkersTheWeekIsTheSame() {
        try (var server = PostgresServer.start()) {
            var place = Workplace.in(folder)
                    .sharingModelsOf(TheWeek.played().place())
                    .with("conclave.journal.kind", "postgres")
                    .with("conclave.journal.url", server.freshDatabase())
                    .with("conclave.journal.user", server.user());

            var report = place.run("demo", "--headless", "--json", "--cost-bps", "0", "--workers", "4");
            var replay = place.run("replay", "--json");

            assertThat(report.report().required("journal").textValue()).isEqualTo("postgres");
            assertThat(report.decisionHash()).isEqualTo(TheWeek.played().hashWithoutCosts());
            assertThat(replay.report().required("replayHash").textValue()).isEqualTo(report.decisionHash());
        }
    }

    @Test
    void withOneWorkerAndModelsTrainedAgainTheWeekIsTheSame() {
        var report = Workplace.in(folder).run("demo", "--headless", "--json", "--workers", "1");

        assertThat(report.decisionHash()).isEqualTo(TheWeek.played().ended().decisionHash());
        assertThat(report.report().required("zeroCost"))
                .isEqualTo(TheWeek.played().report().required("zeroCost"));
    }

    @Test
    void theJournalAloneTellsTheSameDecisions() {
        var week = TheWeek.played();
        var replay = week.place().run("replay", week.report().required("run").textValue(), "--json");

        assertThat(replay.report().required("equal").booleanValue()).isTrue();
        assertThat(replay.json().required("decisions").intValue())
                .isEqualTo(week.report().required("rounds").intValue());
        assertThat(replay.json().required("replayHash").textValue())
                .isEqualTo(week.ended().decisionHash());
    }

    @Test
    void theJournalOfARunThatTradedTellsTheSameDecisions() {
        var week = TheWeek.played();

        var replay = week.place().run("replay", week.runWithoutCosts().toString(), "--json");

        assertThat(replay.report().required("replayHash").textValue()).isEqualTo(week.hashWithoutCosts());
    }
}
