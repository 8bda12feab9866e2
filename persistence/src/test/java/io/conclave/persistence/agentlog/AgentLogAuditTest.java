package io.conclave.persistence.agentlog;

import static io.conclave.persistence.agentlog.Thoughts.ANALYST;
import static io.conclave.persistence.agentlog.Thoughts.QUANT;
import static io.conclave.persistence.agentlog.Thoughts.thought;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.typesafe.config.ConfigFactory;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.agentlog.LogFault.What;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgentLogAuditTest {
    private static final String MIDDLE = " WHERE agent = 'analyst' AND seq = 3";
    private static final String HEAD = " WHERE agent = 'analyst'";
    private static final String ALTERED = "Row 3 of analyst/BTC-USD in run demo-1 (decision BTC-USD@3) was altered: its"
            + " hash is not that of its columns and of the row before it";

    private final Path folder;
    private int tampered;

    AgentLogAuditTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @EnumSource
    void anEditOfAnyColumnIsFoundAndTheRowNamed(JournalKind kind) throws SQLException {
        try (var journal = TestJournal.fresh(kind, folder)) {
            sixThoughtsEach(journal);
            for (var edit : edits().entrySet()) {
                var column = edit.getKey();
                keep(journal);
                tamper(journal, "UPDATE agent_logs SET " + column + " = " + edit.getValue() + MIDDLE);

                var faults = audit(journal);

                assertThat(faults).as(column).isNotEmpty();
                var first = faults.stream()
                        .filter(fault -> fault.agent().equals("analyst")
                                && fault.symbol().equals("BTC-USD")
                                && fault.run().equals("demo-1"))
                        .toList();
                assertThat(first).as(column).hasSize(1);
                assertThat(first.getFirst().row()).as(column).isEqualTo(3);
                if (column.matches("run|agent|symbol|seq")) {
                    assertThat(first.getFirst().told())
                            .isEqualTo("Row 3 of analyst/BTC-USD in run demo-1 is missing: row 4 follows row 2");
                } else {
                    assertThat(first.getFirst().told())
                            .as(column)
                            .isEqualTo(column.equals("as_of") ? ALTERED.replace("BTC-USD@3", "BTC-USD@1003") : ALTERED);
                }
                putBack(journal);
            }
            assertThat(edits()).hasSize(17);
            assertThat(audit(journal)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowDeletedFromTheMiddleIsMissed(JournalKind kind) throws SQLException {
        assertThat(faultsAfter(kind, "DELETE FROM agent_logs" + MIDDLE))
                .extracting(LogFault::what, LogFault::told)
                .containsExactly(
                        tuple(What.MISSING, "Row 3 of analyst/BTC-USD in run demo-1 is missing: row 4 follows row 2"));
    }

    @ParameterizedTest
    @EnumSource
    void twoRowsThatChangedPlacesAreFoundAtTheFirst(JournalKind kind) throws SQLException {
        assertThat(faultsAfter(
                        kind,
                        "UPDATE agent_logs SET seq = 99" + MIDDLE,
                        "UPDATE agent_logs SET seq = 3 WHERE agent = 'analyst' AND seq = 5",
                        "UPDATE agent_logs SET seq = 5 WHERE agent = 'analyst' AND seq = 99"))
                .extracting(LogFault::what, LogFault::row)
                .containsExactly(tuple(What.ALTERED, 3L));
    }

    @ParameterizedTest
    @EnumSource
    void aTailThatWasCutOffIsMissed(JournalKind kind) throws SQLException {
        assertThat(faultsAfter(kind, "DELETE FROM agent_logs WHERE agent = 'analyst' AND seq > 4"))
                .extracting(LogFault::what, LogFault::told)
                .containsExactly(tuple(
                        What.TAIL_CUT,
                        "Rows 5 to 6 of analyst/BTC-USD in run demo-1 are missing: the tail of the log was cut off"));
    }

    @ParameterizedTest
    @EnumSource
    void aLogThatWasEmptiedIsMissedWhole(JournalKind kind) throws SQLException {
        assertThat(faultsAfter(kind, "DELETE FROM agent_logs WHERE agent = 'analyst'"))
                .extracting(LogFault::what, LogFault::row)
                .containsExactly(tuple(What.TAIL_CUT, 1L));
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatWasPutInIsFound(JournalKind kind) throws SQLException {
        assertThat(faultsAfter(kind, copyOfRow3As(7)))
                .extracting(LogFault::what, LogFault::told)
                .containsExactly(
                        tuple(
                                What.ADDED,
                                "Row 7 of analyst/BTC-USD in run demo-1 (decision BTC-USD@3) was added: the log ends with row 6"));
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatWasPutInBetweenIsFound(JournalKind kind) throws SQLException {
        assertThat(faultsAfter(
                        kind,
                        "UPDATE agent_logs SET seq = seq + 10 WHERE agent = 'analyst' AND seq > 3",
                        copyOfRow3As(4),
                        "UPDATE agent_logs SET seq = seq - 9 WHERE agent = 'analyst' AND seq > 10"))
                .extracting(LogFault::what, LogFault::row)
                .containsExactly(tuple(What.ALTERED, 4L));
    }

    @ParameterizedTest
    @EnumSource
    void aHeadThatWasDeletedOrEditedIsFound(JournalKind kind) throws SQLException {
        assertThat(faultsAfter(kind, "DELETE FROM agent_log_heads" + HEAD))
                .extracting(LogFault::what)
                .containsExactly(What.HEADLESS);
        assertThat(faultsAfter(kind, "UPDATE agent_log_heads SET hash = 'ab'" + HEAD))
                .extracting(LogFault::told)
                .containsExactly(
                        "The head of the log of analyst/BTC-USD in run demo-1 was altered: it is not the hash of"
                                + " row 6");
        assertThat(faultsAfter(
                        kind,
                        "DELETE FROM agent_logs WHERE agent = 'analyst' AND seq > 4",
                        "UPDATE agent_log_heads SET rows_written = 4" + HEAD))
                .extracting(LogFault::what, LogFault::row)
                .containsExactly(tuple(What.HEADLESS, 4L));
    }

    @Test
    void postgresRefusesToChangeTheLogEvenForItsOwnerUnlessToArchive() throws SQLException {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder)) {
            sixThoughtsEach(journal);
            for (var refused : List.of(
                    "UPDATE agent_logs SET tokens = 0",
                    "DELETE FROM agent_logs",
                    "TRUNCATE agent_logs",
                    "DELETE FROM agent_log_heads",
                    "TRUNCATE agent_log_heads",
                    "SET LOCAL session_replication_role = replica; DELETE FROM agent_logs",
                    "SET LOCAL conclave.archival = 'agent_logs'; UPDATE agent_logs SET tokens = 0")) {
                assertThatThrownBy(() -> execute(journal, refused)).as(refused).hasMessageContaining("is append-only");
            }
            assertThatThrownBy(() -> execute(journal, "UPDATE agent_log_heads SET rows_written = 1"))
                    .hasMessageContaining("only moves on");
            assertThat(audit(journal)).isEmpty();

            execute(
                    journal,
                    "SET LOCAL conclave.archival = 'agent_logs';"
                            + " UPDATE agent_log_heads h SET rows_archived = 2, archived_hash = (SELECT hash FROM agent_logs l"
                            + " WHERE l.run = h.run AND l.agent = h.agent AND l.symbol = h.symbol AND seq = 2);"
                            + " DELETE FROM agent_logs WHERE seq <= 2");
            assertThat(audit(journal)).isEmpty();
        }
    }

    // ---- the trade's words

    /** What a forger may write into each column. */
    private static Map<String, String> edits() {
        var edits = new TreeMap<String, String>();
        for (var column : LogRow.COLUMNS.split(", ", -1)) {
            edits.put(
                    column,
                    switch (column) {
                        case "id" -> "'forged'";
                        case "run", "agent", "model_id", "inputs", "outputs" -> column + " || 'x'";
                        case "symbol" -> "'LTC-USD'";
                        case "prompt_hash", "response_hash" -> "'ab'";
                        case "hash" -> "'" + "0".repeat(64) + "'";
                        default -> column + " + 1000";
                    });
        }
        return edits;
    }

    private static String copyOfRow3As(int seq) {
        return "INSERT INTO agent_logs (" + LogRow.COLUMNS + ") SELECT "
                + LogRow.COLUMNS.replace("seq, id,", seq + ", 'forged',") + " FROM agent_logs" + MIDDLE;
    }

    private List<LogFault> faultsAfter(JournalKind kind, String... tampering) throws SQLException {
        try (var journal = TestJournal.fresh(kind, folder.resolve(Integer.toString(++tampered)))) {
            sixThoughtsEach(journal);
            assertThat(audit(journal)).isEmpty();
            tamper(journal, tampering);
            return audit(journal);
        }
    }

    private static void sixThoughtsEach(TestJournal journal) {
        var settings = IngestSettings.from(ConfigFactory.load()).inGroupsOf(100);
        try (var store = AgentLogStore.open(journal.config(), settings, () -> Instant.EPOCH)) {
            for (int i = 1; i <= 6; i++) {
                store.record(thought(ANALYST, i)).toCompletableFuture().join();
                store.record(thought(QUANT, i)).toCompletableFuture().join();
            }
        }
    }

    private static List<LogFault> audit(TestJournal journal) {
        return new AgentLogAudit(journal.database()).examine().faults();
    }

    /** As somebody does who may take the triggers away. */
    private static void tamper(TestJournal journal, String... statements) throws SQLException {
        boolean triggers = journal.config().kind() == JournalKind.POSTGRES;
        if (triggers) {
            execute(
                    journal,
                    "ALTER TABLE agent_logs DISABLE TRIGGER ALL; ALTER TABLE agent_log_heads DISABLE TRIGGER ALL");
        }
        for (var statement : statements) {
            execute(journal, statement);
        }
    }

    private static void keep(TestJournal journal) throws SQLException {
        execute(journal, "CREATE TABLE kept AS SELECT * FROM agent_logs");
    }

    private static void putBack(TestJournal journal) throws SQLException {
        execute(journal, "DELETE FROM agent_logs");
        execute(journal, "INSERT INTO agent_logs SELECT * FROM kept");
        execute(journal, "DROP TABLE kept");
    }

    private static void execute(TestJournal journal, String statement) throws SQLException {
        try (var connection = journal.database().getConnection();
                var execute = connection.createStatement()) {
            connection.setAutoCommit(false);
            execute.execute(statement);
            connection.commit();
        }
    }
}
