package io.conclave.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AuditTrailTest {
    private static final IngestSettings INGEST = IngestSettings.from(ConfigFactory.load());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EnumSource
    void whatIsRecordedStandsOnceInOrderAndIsReadInPages(JournalKind kind) {
        try (var journal = TestJournal.fresh(kind, folder)) {
            record(
                    journal,
                    IntStream.rangeClosed(1, 250)
                            .mapToObj(AuditTrailTest::entry)
                            .toList());
            record(journal, List.of(entry(250), entry(251)));
            var reader = new AuditReader(journal.database());

            var first = reader.newest(Long.MAX_VALUE, 0, Long.MAX_VALUE, 100);
            assertThat(first).hasSize(100);
            assertThat(first.getFirst()).isEqualTo(new AuditReader.Placed(251, entry(251)));
            assertThat(reader.newest(first.getLast().seq(), 0, Long.MAX_VALUE, 1))
                    .containsExactly(new AuditReader.Placed(151, entry(151)));
            assertThat(reader.newest(Long.MAX_VALUE, 10, 12, 100))
                    .extracting(AuditReader.Placed::entry)
                    .containsExactly(entry(11), entry(10));
            assertThat(reader.fault()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        UPDATE audit_trail SET actor = 'nobody' WHERE seq = 7       | Row 7 of the audit trail was altered
        DELETE FROM audit_trail WHERE seq = 7                       | Row 7 of the audit trail is missing
        DELETE FROM audit_trail WHERE seq > 17                      | The audit trail ends with row 17 of 20
        UPDATE audit_head SET hash = 'x'                            | The head of the audit trail was altered: its hash is not that of row 20
        """)
    void whatWasAlteredIsNamed(String deed, String fault) throws SQLException {
        try (var journal = TestJournal.fresh(JournalKind.H2, folder)) {
            record(
                    journal,
                    IntStream.rangeClosed(1, 20).mapToObj(AuditTrailTest::entry).toList());
            execute(journal.database(), deed);

            assertThat(new AuditReader(journal.database()).fault()).contains(fault);
        }
    }

    @Test
    void aServerLetsNobodyChangeOrShortenIt() {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder)) {
            record(journal, List.of(entry(1), entry(2)));

            for (String deed : List.of(
                    "UPDATE audit_trail SET actor = 'nobody'",
                    "DELETE FROM audit_trail",
                    "TRUNCATE audit_trail",
                    "DELETE FROM audit_head")) {
                assertThatThrownBy(() -> execute(journal.database(), deed))
                        .as(deed)
                        .hasMessageContaining("is append-only");
            }
            assertThatThrownBy(() -> execute(journal.database(), "UPDATE audit_head SET rows_written = 1"))
                    .hasMessageContaining("only moves on");
        }
    }

    @Test
    void twoNodesShareOneChain() {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder);
                var one = AuditTrail.open(journal.config(), INGEST);
                var two = AuditTrail.open(journal.config(), INGEST)) {
            var all = IntStream.rangeClosed(1, 400)
                    .mapToObj(n -> (n % 2 == 0 ? one : two).record(entry(n)))
                    .map(CompletionStage::toCompletableFuture)
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(all).join();

            var reader = new AuditReader(journal.database());
            assertThat(reader.newest(Long.MAX_VALUE, 0, Long.MAX_VALUE, 1)
                            .getFirst()
                            .seq())
                    .isEqualTo(400);
            assertThat(reader.fault()).isEmpty();
        }
    }

    private static void record(TestJournal journal, List<AuditEntry> entries) {
        try (var trail = AuditTrail.open(journal.config(), INGEST)) {
            entries.stream()
                    .map(trail::record)
                    .toList()
                    .forEach(stage -> stage.toCompletableFuture().join());
            assertThat(trail.trouble()).isEmpty();
        }
    }

    private static void execute(HikariDataSource database, String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static AuditEntry entry(int n) {
        return new AuditEntry(
                "request-" + n, n, "abcdefghij", "trader", "POST /v1/orders", "/v1/orders", "127.0.0.1", 201, "done");
    }
}
