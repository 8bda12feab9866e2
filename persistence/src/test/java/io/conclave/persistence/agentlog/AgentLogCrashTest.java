package io.conclave.persistence.agentlog;

import static io.conclave.persistence.agentlog.Thoughts.ANALYST;
import static io.conclave.persistence.agentlog.Thoughts.QUANT;
import static io.conclave.persistence.agentlog.Thoughts.thought;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.schema.Migrations;
import io.conclave.testkit.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AgentLogCrashTest {
    private static final IngestSettings SETTINGS =
            IngestSettings.from(ConfigFactory.load()).inGroupsOf(20);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Commits do not wait for the disk, so the crash takes some of them along. */
    @Test
    void aServerThatCrashesInTheMiddleLosesNoRowAndBreaksNoChain() throws SQLException {
        try (var server = PostgresServer.start()) {
            var journal = JournalConfig.from(ConfigFactory.load())
                    .at(JournalKind.POSTGRES, server.freshDatabase(), server.user(), "any");
            try (var database = journal.open()) {
                Migrations.migrate(database, JournalKind.POSTGRES);
            }
            try (var store = AgentLogStore.open(journal, SETTINGS, () -> Instant.EPOCH)) {
                for (int i = 1; i <= 600; i++) {
                    store.record(thought(ANALYST, i))
                            .toCompletableFuture()
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join();
                    if (i % 200 == 0) {
                        awaitSomeOf(server, journal, i - 199);
                        server.crash();
                        store.record(thought(QUANT, i));
                        server.restart();
                    }
                }
            }
            try (var database = journal.open()) {
                var report = new AgentLogAudit(database).examine();
                assertThat(report.faults()).isEmpty();
                assertThat(report.rows()).isEqualTo(603);
            }
        }
    }

    /** So that the writer is in the middle of its work. */
    private static void awaitSomeOf(PostgresServer server, JournalConfig journal, int row) {
        var name = journal.url().substring(journal.url().lastIndexOf('/') + 1);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (server.sql(name, "SELECT 1 FROM agent_logs WHERE agent = 'analyst' AND seq = " + row)
                .isEmpty()) {
            assertThat(System.nanoTime()).as("row %s in time", row).isLessThan(deadline);
        }
    }
}
