package io.conclave.persistence.agentlog;

import static io.conclave.persistence.agentlog.Thoughts.ANALYST;
import static io.conclave.persistence.agentlog.Thoughts.QUANT;
import static io.conclave.persistence.agentlog.Thoughts.thought;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows leave the table for a file, and nothing is lost or can be changed unseen on the way. */
class AgentLogArchiveTest {
    private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");
    private static final LocalDate TUESDAY = MONDAY.plusDays(1);
    private static final LocalDate WEDNESDAY = MONDAY.plusDays(2);

    private final Path folder;

    AgentLogArchiveTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOlderThanTheDayMovesAndTheLogsStayWhole(JournalKind kind) throws SQLException {
        try (var journal = TestJournal.fresh(kind, folder)) {
            fourThoughtsEachOn(MONDAY, journal, 1);
            fourThoughtsEachOn(TUESDAY, journal, 5);

            var first = archive(journal, TUESDAY, "first");

            assertThat(first)
                    .isEqualTo(new AgentLogArchive.Archived(file("first").toString(), 2, 8, 8));
            assertThat(rows(journal)).isEqualTo(8);
            assertThat(faults(journal)).isEmpty();
            assertThat(archiveFaults(journal, "first")).isEmpty();

            fourThoughtsEachOn(WEDNESDAY, journal, 9);
            var second = archive(journal, WEDNESDAY, "second");

            assertThat(second.removed()).isEqualTo(8);
            assertThat(rows(journal)).isEqualTo(8);
            assertThat(faults(journal)).isEmpty();
            assertThat(archiveFaults(journal, "second", "first")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowBehindALaterOneStays(JournalKind kind) throws SQLException {
        try (var journal = TestJournal.fresh(kind, folder)) {
            fourThoughtsEachOn(MONDAY, journal, 1);
            fourThoughtsEachOn(TUESDAY, journal, 5);
            fourThoughtsEachOn(MONDAY, journal, 9);

            assertThat(archive(journal, TUESDAY, "first").rows()).isEqualTo(8);

            assertThat(rows(journal)).isEqualTo(16);
            assertThat(faults(journal)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatEndedBetweenFileAndTableGoesOnFromThere(JournalKind kind) throws SQLException {
        try (var journal = TestJournal.fresh(kind, folder)) {
            fourThoughtsEachOn(MONDAY, journal, 1);
            try (var archive = AgentLogArchive.open(journal.config())) {
                archive.write(TUESDAY, file("first"));
            }
            assertThat(rows(journal)).isEqualTo(8);
            assertThat(faults(journal)).isEmpty();
            assertThat(archiveFaults(journal, "first")).isEmpty();
            fourThoughtsEachOn(TUESDAY, journal, 5);

            assertThat(archive(journal, TUESDAY, "first").removed()).isEqualTo(8);
            assertThat(archive(journal, TUESDAY, "first").removed()).isZero();

            assertThat(rows(journal)).isEqualTo(8);
            assertThat(faults(journal)).isEmpty();
            assertThat(archiveFaults(journal, "first")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatWasAlteredIsNamedAndNoneLeaves(JournalKind kind) throws SQLException {
        try (var journal = TestJournal.fresh(kind, folder)) {
            fourThoughtsEachOn(MONDAY, journal, 1);
            if (kind == JournalKind.POSTGRES) {
                execute(journal, "ALTER TABLE agent_logs DISABLE TRIGGER ALL");
            }
            execute(journal, "UPDATE agent_logs SET tokens = 0 WHERE agent = 'analyst' AND seq = 3");

            assertThatThrownBy(() -> archive(journal, TUESDAY, "first"))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("Row 3 of analyst/BTC-USD in run demo-1")
                    .hasMessageContaining("was altered");

            assertThat(rows(journal)).isEqualTo(8);
            assertThat(folder).isDirectoryNotContaining(path -> path.toString().contains("first"));
        }
    }

    @Test
    void aFileThatWasAlteredOrCutOffOrIsMissingIsNoticed() throws SQLException, IOException {
        try (var journal = TestJournal.fresh(JournalKind.H2, folder)) {
            fourThoughtsEachOn(MONDAY, journal, 1);
            archive(journal, TUESDAY, "first");
            fourThoughtsEachOn(TUESDAY, journal, 5);
            archive(journal, WEDNESDAY, "second");

            forge("first", "altered", text -> text.replaceFirst("\"tokens\":\"7\"", "\"tokens\":\"8\""));
            forge("first", "lacking", text -> text.replaceFirst("(?m)^.*\"seq\":\"2\".*\n", ""));
            forge("first", "cut", text -> text.substring(0, text.lastIndexOf("{\"logs\"")));
            Files.write(file("torn"), Arrays.copyOf(Files.readAllBytes(file("first")), 300));

            assertThat(archiveFaults(journal, "altered", "second").getFirst())
                    .isEqualTo("Row 1 of analyst/BTC-USD in run demo-1 is missing from " + file("altered")
                            + " or was altered");
            assertThat(archiveFaults(journal, "lacking", "second").getFirst()).startsWith("Row 2 of analyst/BTC-USD");
            assertThat(archiveFaults(journal, "cut", "second").getFirst()).endsWith("is cut off");
            assertThat(archiveFaults(journal, "torn", "second").getFirst())
                    .startsWith(file("torn") + " cannot be read");
            assertThat(archiveFaults(journal, "second"))
                    .containsExactly(
                            "Rows 1 to 8 of analyst/BTC-USD in run demo-1 were archived and are in none of these files,"
                                    + " or only after a gap",
                            "Rows 1 to 8 of quant/BTC-USD in run demo-1 were archived and are in none of these files,"
                                    + " or only after a gap");
            assertThat(archiveFaults(journal, "first").getFirst()).startsWith("Rows 5 to 8 of analyst/BTC-USD");
        }
    }

    @Test
    void aFileOfAnotherDayOrAnotherDatabaseIsNotTakenForOurs() throws SQLException {
        try (var journal = TestJournal.fresh(JournalKind.H2, folder.resolve("ours"));
                var other = TestJournal.fresh(JournalKind.H2, folder.resolve("other"))) {
            fourThoughtsEachOn(MONDAY, journal, 1);
            fourThoughtsEachOn(MONDAY, other, 11);
            archive(journal, TUESDAY, "first");

            assertThatThrownBy(() -> archive(journal, WEDNESDAY, "first"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name another file");
            assertThatThrownBy(() -> archive(other, TUESDAY, "first"))
                    .isInstanceOf(ArchiveException.class)
                    .hasMessageContaining("is another in the database than in the file");

            assertThat(rows(other)).isEqualTo(8);
            assertThat(archiveFaults(other, "first").getFirst())
                    .isEqualTo("Row 4 of analyst/BTC-USD in run demo-1 is another in the files than in the database");
        }
    }

    // ---- the trade's words

    private static void fourThoughtsEachOn(LocalDate day, TestJournal journal, int from) {
        var settings = IngestSettings.from(ConfigFactory.load()).inGroupsOf(100);
        var noon = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
        try (var store = AgentLogStore.open(journal.config(), settings, () -> noon)) {
            for (int i = from; i < from + 4; i++) {
                store.record(thought(ANALYST, i)).toCompletableFuture().join();
                store.record(thought(QUANT, i)).toCompletableFuture().join();
            }
        }
    }

    private AgentLogArchive.Archived archive(TestJournal journal, LocalDate before, String name) {
        try (var archive = AgentLogArchive.open(journal.config())) {
            return archive.archive(before, file(name));
        }
    }

    private List<String> archiveFaults(TestJournal journal, String... names) {
        return ArchiveAudit.of(
                        journal.config(), Arrays.stream(names).map(this::file).toList())
                .faults();
    }

    private static List<LogFault> faults(TestJournal journal) {
        return new AgentLogAudit(journal.database()).examine().faults();
    }

    private Path file(String name) {
        return folder.resolve(name + ".jsonl.gz");
    }

    private void forge(String name, String forged, UnaryOperator<String> how) throws IOException {
        try (var packed = new GZIPInputStream(Files.newInputStream(file(name)));
                var again = new GZIPOutputStream(Files.newOutputStream(file(forged)))) {
            var text = new String(packed.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(how.apply(text)).isNotEqualTo(text);
            again.write(how.apply(text).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static long rows(TestJournal journal) throws SQLException {
        try (var connection = journal.database().getConnection();
                var query = connection.prepareStatement("SELECT count(*) FROM agent_logs");
                var row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(TestJournal journal, String statement) throws SQLException {
        try (var connection = journal.database().getConnection();
                var execute = connection.createStatement()) {
            execute.execute(statement);
        }
    }
}
