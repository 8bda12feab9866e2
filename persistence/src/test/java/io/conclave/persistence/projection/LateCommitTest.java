package io.conclave.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Journaled;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.persistence.journal.Samples;
import io.conclave.persistence.readmodel.ReadModels;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transaction that commits after the projection has stopped waiting for it, on PostgreSQL. */
class LateCommitTest {
    private static final String RUN = "week-1";
    private static final String ROUNDS = "Orchestrator|week-1:BTC-USD";
    private static final List<Journaled> ROUND = Samples.round(true);
    private static final int LATE = ROUND.size() - 1;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestJournal journal;

    @SuppressWarnings("NullAway.Init")
    private ActorSystem<SpawnProtocol.Command> system;

    @BeforeEach
    void open() {
        journal = TestJournal.fresh(JournalKind.POSTGRES, folder, impatient("1 h"));
        system = journal.system();
    }

    @AfterEach
    void close() {
        TestJournal.stop(system);
        journal.close();
    }

    @Test
    void anEventThatWasLeftOutIsAppliedWhenItsEntitysNextComes() throws SQLException {
        var projections = Written.projected(system, journal, RUN);
        Written.events(system, ROUNDS, RUN, ROUND.subList(0, LATE - 1));
        passedBy(projections, ROUND.get(LATE - 1), LATE);

        Written.events(system, ROUNDS, RUN, ROUND.subList(LATE, ROUND.size()));
        Written.caughtUp(system, projections, RUN);

        assertThat(new Upkeep(journal.database()).check(RUN).events()).isZero();
        var rows = Tables.of(journal.database(), RUN);
        assertThat(links()).containsExactly(Samples.LINK);
        new Upkeep(journal.database()).rebuild(RUN);
        assertThat(Tables.of(journal.database(), RUN)).isEqualTo(rows);
    }

    @Test
    void anEventThatWasLeftOutAndHasNoNextIsFoundAndRepaired() throws SQLException {
        var projections = Written.projected(system, journal, RUN);
        Written.events(system, ROUNDS, RUN, ROUND.subList(0, LATE - 1));
        passedBy(projections, ROUND.get(LATE - 1), LATE);
        var upkeep = new Upkeep(journal.database());

        var found = upkeep.check(RUN);
        assertThat(links()).isEmpty();
        var repaired = upkeep.repair(RUN);

        assertThat(found.byEntity()).containsOnlyKeys(ROUNDS).containsEntry(ROUNDS, 1L);
        assertThat(repaired).isEqualTo(found);
        assertThat(links()).containsExactly(Samples.LINK);
        assertThat(upkeep.check(RUN).events()).isZero();
        assertThat(upkeep.repair(RUN).events()).isZero();
    }

    @Test
    void anEntityOfWhichNothingWasSeenIsFoundToo() throws SQLException {
        var projections = Written.projected(system, journal, RUN);
        passedBy(projections, ROUND.getFirst(), 1);
        var upkeep = new Upkeep(journal.database());

        assertThat(upkeep.check(RUN).byEntity()).containsEntry(ROUNDS, 1L);
        upkeep.repair(RUN);

        assertThat(new ReadModels(journal.database()).agents(RUN)).hasSize(2);
    }

    @Test
    void aNodeThatFollowsTheRunFindsItByItself() throws SQLException {
        TestJournal.stop(system);
        journal.close();
        journal = TestJournal.fresh(JournalKind.POSTGRES, folder, impatient("200 ms"));
        system = journal.system();
        var projections = Written.projected(system, journal, RUN);
        Written.events(system, ROUNDS, RUN, ROUND.subList(0, LATE - 1));

        passedBy(projections, ROUND.get(LATE - 1), LATE);

        Written.until(system, "the event was found", () -> links().equals(List.of(Samples.LINK)));
    }

    @Test
    void theServerEndsATransactionOfTheJournalThatWouldCommitTooLate() throws SQLException {
        Written.events(system, ROUNDS, RUN, ROUND.subList(0, LATE - 1));
        var asTheJournal = new Properties();
        asTheJournal.setProperty("user", journal.config().user());
        asTheJournal.setProperty("password", journal.config().password());
        asTheJournal.setProperty(
                "options",
                journal.config()
                        .forPekko()
                        .getString("pekko-persistence-jdbc.shared-databases.slick.db.properties.options"));

        try (var connection = DriverManager.getConnection(journal.config().jdbcUrl(), asTheJournal)) {
            int backend = begun(connection, ROUND.get(LATE - 1), LATE);
            Written.until(system, "the server ended the transaction", () -> !isAlive(backend));

            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }

        assertThat(new JournalReader(journal.database()).events(ROUNDS)).hasSize(LATE - 1);
    }

    /** Short enough for a test; in the proportions of the real ones. */
    private static Config impatient(String check) {
        return ConfigFactory.parseString("conclave { journal { transaction-limit = 400 ms, gap-patience = 1 s }\n"
                        + "projection.check = " + check + " }")
                .withFallback(ConfigFactory.load());
    }

    /**
     * The event commits once a later one is in the read models: the projection has waited, and gone on. Its connection is
     * none of the engine's, whose transactions the server would have ended by then.
     */
    private void passedBy(Projections projections, Journaled event, long sequence) throws SQLException {
        var config = journal.config();
        try (var connection = DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password())) {
            begun(connection, event, sequence);
            Written.events(system, "Portfolio|week-1:paper", RUN, Samples.books());
            Written.until(
                    system,
                    "the projection went on",
                    () -> !new ReadModels(journal.database()).positions(RUN).isEmpty());
            connection.commit();
        }
        Written.caughtUp(system, projections, RUN);
    }

    /** Writes an event as the journal does, and does not commit; the number of the server's process. */
    private static int begun(Connection connection, Journaled event, long sequence) throws SQLException {
        connection.setAutoCommit(false);
        RawEvents.insert(connection, ROUNDS, sequence, event, RUN);
        try (var query = connection.createStatement();
                var row = query.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private boolean isAlive(int backend) {
        try (var connection = journal.database().getConnection();
                var query = connection.createStatement();
                var row = query.executeQuery("SELECT COUNT(*) FROM pg_stat_activity WHERE pid = " + backend)) {
            row.next();
            return row.getInt(1) == 1;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> links() {
        return new ReadModels(journal.database())
                .decision(RUN, Samples.DECISION).stream()
                        .flatMap(story -> story.decision().link().stream())
                        .toList();
    }
}
