package io.conclave.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conclave.agents.AgentKey;
import io.conclave.agents.AgentLog;
import io.conclave.app.run.Manifest;
import io.conclave.app.run.RunDirectory;
import io.conclave.app.session.Settings;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;
import io.conclave.persistence.Database;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code maintain --archive-logs-before} and what {@code doctor} says of logs, of a run's embedded journal. */
@SuppressWarnings("NullAway.Init") // set before each test
class ArchivedLogsTest {
    private static final String LOGS = "agents' logs";
    private static final String ARCHIVED = "agents' logs, archived";

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final StringWriter complained = new StringWriter();
    private Path folder;
    private JournalConfig journal;

    @BeforeEach
    void aRunWhoseAnalystThoughtThreeTimes(@TempDir Path fresh) throws IOException {
        folder = fresh;
        Files.writeString(folder.resolve("logs.conf"), "conclave.data-dir = \"" + folder + "\"");
        var settings = Settings.load(Optional.empty(), Map.of());
        var wanted = new Manifest("week", "demo", "a week", "tape", List.of("BTC-USD"), "paper", "{}", "settings", "");
        try (var run = RunDirectory.create(folder.resolve("runs"), wanted, manifest -> manifest)) {
            journal = JournalConfig.from(settings)
                    .at(JournalKind.H2, run.path().resolve("journal").toString(), "conclave", "");
        }
        var symbol = new Symbol("BTC-USD");
        var analyst = new AgentKey("week", new AgentId("analyst"), symbol);
        try (var database = Database.open(journal);
                var log =
                        database.agentLog(IngestSettings.from(settings), () -> Instant.parse("2026-03-02T12:00:00Z"))) {
            for (int i = 1; i <= 3; i++) {
                log.record(new AgentLog.Entry(
                                analyst, new DecisionId(symbol, i), "", "5e".repeat(32), "{}", "{}", "m", 7, 11, 13))
                        .toCompletableFuture()
                        .join();
            }
        }
    }

    @Test
    void whatIsArchivedIsVouchedForBesideWhatStayed() throws IOException {
        var file = folder.resolve("old.jsonl.gz").toString();
        assertThat(found(LOGS)).isEqualTo("3 rows in 1 logs, as written");

        var done = json("maintain", "--archive-logs-before", "2026-03-03", "--to", file);

        assertThat(done)
                .isEqualTo(new ObjectMapper()
                        .createObjectNode()
                        .put("file", file)
                        .put("logs", 1)
                        .put("rows", 3)
                        .put("removed", 3));
        assertThat(found(LOGS)).isEqualTo("0 rows in 1 logs, as written");
        assertThat(found(ARCHIVED, "--archived-logs", file))
                .isEqualTo("3 rows of 1 logs in 1 files, as written and complete");
        assertThat(conclave("maintain", "--archive-logs-before", "2026-03-03", "--to", file))
                .isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .endsWith("0 rows left the table; " + file + " holds 3 of 1 logs\n");
    }

    @Test
    void whatIsMissingOrAlteredIsNamedByTheDoctor() throws IOException, SQLException {
        var file = folder.resolve("old.jsonl.gz");
        json("maintain", "--archive-logs-before", "2026-03-03", "--to", file.toString());
        Files.writeString(file, "not packed");

        assertThat(found(ARCHIVED, "--archived-logs", file.toString()))
                .startsWith(file + " cannot be read as an archive of agents' logs")
                .endsWith("Rows 1 to 3 of analyst/BTC-USD in run week were archived and are in none of these files,"
                        + " or only after a gap");
        assertThat(conclave("maintain", "--archive-logs-before", "2026-03-03", "--to", file.toString()))
                .isEqualTo(1);
        assertThat(complained.toString()).contains("conclave: " + file + " cannot be read");

        alter("UPDATE agent_log_heads SET hash = 'ab'");
        assertThat(finding(LOGS).required("health").textValue()).isEqualTo("ill");
        assertThat(found(LOGS)).startsWith("The head of the log of analyst/BTC-USD in run week was altered");
    }

    @Test
    void aJournalThatCannotBeOpenedIsNotLookedAt() throws IOException {
        Files.write(Path.of(journal.url() + ".mv.db"), new byte[] {1, 2, 3});

        assertThat(finding(LOGS).required("health").textValue()).isEqualTo("ailing");
        assertThat(found(LOGS)).startsWith("not looked at: ");
    }

    @Test
    void wordsThatDoNotFitAreWrongUsage() {
        var file = folder.resolve("old.jsonl.gz").toString();
        assertThat(conclave("maintain", "--archive-logs-before", "2026-03-03")).isEqualTo(2);
        assertThat(conclave("maintain", "--to", file)).isEqualTo(2);
        assertThat(conclave("maintain", "--archive-logs-before", "March", "--to", file))
                .isEqualTo(2);
        assertThat(conclave("maintain", "--archive-logs-before", "2999-01-01", "--to", file))
                .isEqualTo(2);
        assertThat(conclave("maintain", "--archive-logs-before", "2026-03-03", "--to", file, "--run", "nowhere"))
                .isEqualTo(2);
        assertThat(conclave(
                        "maintain", "--archive-logs-before", "2026-03-03", "--to", file, "--keep-market-data", "9d"))
                .isEqualTo(2);
        assertThat(Path.of(file)).doesNotExist();
    }

    private void alter(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(journal.jdbcUrl(), "conclave", "");
                var execute = connection.createStatement()) {
            execute.execute(statement);
        }
    }

    private String found(String about, String... words) throws IOException {
        return finding(about, words).required("found").textValue();
    }

    /** The doctor may find the machine ill, which is not what is asked here. */
    private JsonNode finding(String about, String... words) throws IOException {
        said.reset();
        conclave(Stream.concat(Stream.of("doctor", "--json"), Stream.of(words)).toArray(String[]::new));
        for (var finding : new ObjectMapper().readTree(said.toByteArray())) {
            if (finding.required("about").textValue().equals(about)) {
                return finding;
            }
        }
        throw new AssertionError("The doctor says nothing about " + about + ": " + said);
    }

    private JsonNode json(String... words) throws IOException {
        said.reset();
        var all = Stream.concat(Stream.of(words), Stream.of("--json")).toArray(String[]::new);
        assertThat(conclave(all)).as(complained.toString()).isZero();
        return new ObjectMapper().readTree(said.toByteArray());
    }

    private int conclave(String... words) {
        var all = Stream.concat(
                        Stream.of(words),
                        Stream.of("--config", folder.resolve("logs.conf").toString()))
                .toArray(String[]::new);
        return Conclave.commandLine(new PrintStream(said, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(complained, true))
                .execute(all);
    }
}
