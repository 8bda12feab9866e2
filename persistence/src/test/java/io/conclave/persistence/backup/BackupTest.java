package io.conclave.persistence.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.testkit.PostgresOptions;
import io.conclave.testkit.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database goes into a file and comes back, and what would do harm is refused. On a server that asks for passwords. */
@SuppressWarnings("NullAway.Init")
class BackupTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static PostgresServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = PostgresOptions.plain().withPasswords().start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatWasInTheDatabaseIsInItAgain() throws IOException {
        var from = filled();
        var to = journal(server.freshDatabase());

        var written = Backup.write(from, file(), InstantSource.system());
        var read = Restore.read(to, file(), false, InstantSource.system());

        assertThat(read).isEqualTo(written);
        assertThat(written.bytes()).isPositive();
        assertThat(tables(to)).isEqualTo(tables(from)).contains("runs=2", "flyway_schema_history=");
        Database.open(to).close();
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).as("nothing lies beside it").containsExactly(file());
        }
    }

    @Test
    void aDatabaseThatIsNotEmptyIsLeftAloneUnlessThatIsSaid() {
        var from = filled();
        var other = filled();
        sql(other, "INSERT INTO runs (run) VALUES ('worth something'); CREATE TABLE theirs (n int)");
        Backup.write(from, file(), InstantSource.system());

        assertThatThrownBy(() -> Restore.read(other, file(), false, InstantSource.system()))
                .isInstanceOf(NotEmptyException.class)
                .hasMessageContaining(" is not empty (")
                .hasMessageContaining("say --replace");
        assertThat(sql(other, "SELECT count(*) FROM runs")).isEqualTo("3");

        Restore.read(other, file(), true, InstantSource.system());

        assertThat(tables(other)).isEqualTo(tables(from)).doesNotContain("theirs");
    }

    @Test
    void whatCannotBePutBackLeavesWhatWasThereEvenWhereThatWasToGo() {
        Backup.write(filled(), file(), InstantSource.system());
        var other = filled();
        sql(
                other,
                "INSERT INTO runs (run) VALUES ('worth something'); ALTER TABLE job_pieces RENAME TO theirs;"
                        + " CREATE TYPE job_pieces AS ENUM ('in the way')");
        var before = tables(other);

        assertThatThrownBy(() -> Restore.read(other, file(), true, InstantSource.system()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("type \"job_pieces\" already exists");

        assertThat(tables(other)).isEqualTo(before).contains("runs=3");
    }

    @Test
    void whyTheFileCouldNotBeWrittenIsSaidAndNotThatTheProgramWasEnded() {
        var client = new PostgresClient(filled());

        assertThatThrownBy(() -> client.read(List.of("pg_dump", "--format=custom"), output -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
    }

    @Test
    void whatAProgramCannotMakeNobodyTakesForWhole() {
        var journal = filled();
        var client = new PostgresClient(journal);

        assertThatThrownBy(() -> client.pipe(
                        List.of("pg_restore", "--file=-"),
                        input -> input.write("no dump".getBytes(StandardCharsets.UTF_8)),
                        List.of("psql", "--quiet", "--single-transaction", "--command=DROP TABLE runs", "--file=-")))
                .isInstanceOf(BackupException.class)
                .hasMessageStartingWith("pg_restore failed on ");

        assertThat(sql(journal, "SELECT count(*) FROM runs")).isEqualTo("2");
    }

    @Test
    void underANodeThatIsConnectedNothingIsPutBack() {
        var from = filled();
        Backup.write(from, file(), InstantSource.system());

        try (var _ = Database.open(from)) {
            assertThatThrownBy(() -> Restore.read(from, file(), true, InstantSource.system()))
                    .isInstanceOf(NotEmptyException.class)
                    .hasMessageContaining("stop every node first");
        }
        assertThat(sql(from, "SELECT count(*) FROM runs")).isEqualTo("2");
    }

    @Test
    void aBackupOfAnotherSchemaIsRefused() throws IOException {
        Backup.write(filled(), file(), InstantSource.system());
        rewritten(manifest -> manifest.replaceFirst("\"schema\" : \"[^\"]+\"", "\"schema\" : \"999\""));
        var to = journal(server.freshDatabase());

        assertThatThrownBy(() -> Restore.read(to, file(), false, InstantSource.system()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("has schema version 999, and this Conclave has ")
                .hasMessageContaining("put it back with the Conclave that took it");
        assertThat(tables(to)).isEmpty();
    }

    @Test
    void aBackupThatWasCutOffOrChangedIsRefused() throws IOException {
        Backup.write(filled(), file(), InstantSource.system());
        var to = journal(server.freshDatabase());
        byte[] whole = Files.readAllBytes(file());

        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        Files.write(file(), changed);
        assertThatThrownBy(() -> Restore.read(to, file(), false, InstantSource.system()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("is damaged");

        Files.write(file(), java.util.Arrays.copyOf(whole, whole.length - 100));
        assertThatThrownBy(() -> Restore.read(to, file(), false, InstantSource.system()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("is damaged");

        Files.delete(file());
        assertThatThrownBy(() -> Restore.read(to, file(), false, InstantSource.system()))
                .hasMessage("There is no backup " + file());
        assertThat(tables(to)).isEmpty();
    }

    @Test
    void aFileThatIsThereIsNotWrittenOver() throws IOException {
        Files.writeString(file(), "somebody's");

        assertThatThrownBy(() -> Backup.write(filled(), file(), InstantSource.system()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("is there already");
        assertThat(file()).hasContent("somebody's");
    }

    @Test
    void whatTheProgramHoldsAgainstItIsSaidAndNothingIsLeftBehind() throws IOException {
        var from = filled();
        server.role("stranger", "a password");
        var stranger = from.at(JournalKind.POSTGRES, from.url(), "stranger", "a password");
        sql(from, "GRANT SELECT ON flyway_schema_history TO stranger");

        assertThatThrownBy(() -> Backup.write(stranger, file(), InstantSource.system()))
                .isInstanceOf(BackupException.class)
                .hasMessageStartingWith("pg_dump failed on ")
                .hasMessageContaining("permission denied");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private Path file() {
        return folder.resolve("week.backup");
    }

    /** Two runs, an event, and this month's partitions. */
    private static JournalConfig filled() {
        var journal = journal(server.freshDatabase());
        Database.open(journal).close();
        sql(
                journal,
                "INSERT INTO runs (run) VALUES ('one'), ('two');"
                        + " INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
                        + " event_ser_id, event_ser_manifest, event_payload) VALUES ('p', 1, 'w', 1, 1, 'm', 'x')");
        return journal;
    }

    private static JournalConfig journal(String url) {
        return JournalConfig.from(ConfigFactory.load()).at(JournalKind.POSTGRES, url, server.user(), server.password());
    }

    /** Every table with its rows. */
    private static String tables(JournalConfig journal) {
        return sql(
                journal,
                "SELECT relname || '=' || (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %I',"
                        + " relname), false, true, '')))[1]::text FROM pg_class WHERE relnamespace ="
                        + " 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname");
    }

    private static String sql(JournalConfig journal, String statements) {
        return server.sql(journal.url().substring(journal.url().lastIndexOf('/') + 1), statements);
    }

    private void rewritten(UnaryOperator<String> manifest) throws IOException {
        var zip = URI.create("jar:" + file().toUri());
        try (var inside = FileSystems.newFileSystem(zip, Map.of("compressionMethod", "STORED"))) {
            var text = inside.getPath("manifest.json");
            Files.write(text, List.of(manifest.apply(Files.readString(text))));
            assertThat(JSON.readTree(Files.readString(text)).isObject()).isTrue();
        }
    }
}
