package io.conclave.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.testkit.PostgresServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each role may do what it is for, and nothing beyond. */
@SuppressWarnings("NullAway.Init")
class RolesTest {
    private static PostgresServer server;
    private static String url;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
        url = server.freshDatabase();
        var superuser = journal(server.user());
        server.sql("test_1", "CREATE EXTENSION vector");
        Database.migrate(superuser);
        assertThat(Database.makeRoles(superuser)).containsExactly("conclave_owner", "conclave_app", "conclave_read");
        server.sql(
                "postgres",
                "ALTER ROLE conclave_owner LOGIN; ALTER ROLE conclave_app LOGIN; ALTER ROLE conclave_read LOGIN");
        server.sql(
                "test_1",
                "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
                        + " event_ser_id, event_ser_manifest, event_payload) VALUES ('p', 1, 'w', 1, 1, 'm', 'x')");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void rolesThatAreThereAreNotMadeAgain() {
        assertThat(Database.makeRoles(journal(server.user()))).isEmpty();
    }

    @Test
    void theEngineRunsAsWhoMayNotChangeTheSchema() {
        Database.open(journal("conclave_app")).close();

        may("conclave_app", "INSERT INTO runs (run) VALUES ('r')");
        may("conclave_app", "UPDATE runs SET steps = 1; DELETE FROM runs");
        mayNot("conclave_app", "CREATE TABLE mine (n int)");
        mayNot("conclave_app", "DROP TABLE runs");
        mayNot("conclave_app", "ALTER TABLE runs ADD COLUMN mine int");
        mayNot("conclave_app", "DELETE FROM flyway_schema_history");
    }

    @Test
    void theJournalIsOnlyAddedTo() {
        may(
                "conclave_app",
                "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
                        + " event_ser_id, event_ser_manifest, event_payload) VALUES ('p', 2, 'w', 1, 1, 'm', 'x')"
                        + " RETURNING ordering");
        may("conclave_app", "INSERT INTO event_tag SELECT ordering, 'run' FROM event_journal");
        mayNot("conclave_app", "UPDATE event_journal SET deleted = true");
        mayNot("conclave_app", "DELETE FROM event_journal");
        mayNot("conclave_app", "TRUNCATE event_journal CASCADE");
        mayNot("conclave_app", "DELETE FROM event_tag");
        mayNot("conclave_app", "UPDATE audit_trail SET actor = 'nobody'");
    }

    @Test
    void aReaderReadsAllButTheDigestsOfKeys() {
        may("conclave_read", "SELECT * FROM decisions, journal_text");
        mayNot("conclave_read", "INSERT INTO runs (run) VALUES ('r')");
        mayNot("conclave_read", "SELECT * FROM api_keys");
    }

    @Test
    void everythingBelongsToTheOwnerAndSoDoesWhatComesLater() {
        assertThat(server.sql(
                        "test_1",
                        "SELECT c.relname FROM pg_class c LEFT JOIN pg_depend d ON d.objid = c.oid"
                                + " AND d.deptype = 'e' WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')"
                                + " AND d.objid IS NULL AND relowner <> 'conclave_owner'::regrole"))
                .isEmpty();

        server.sql("test_1", "CREATE TABLE later (n int)");
        Database.makeRoles(journal(server.user()));
        may("conclave_app", "INSERT INTO later VALUES (1)");
        may("conclave_owner", "DROP TABLE later");
    }

    @Test
    void theOwnerBringsAnEmptyDatabaseToTheNewestForTheOthers() {
        var empty = server.freshDatabaseFor("conclave_owner");
        var name = empty.substring(empty.lastIndexOf('/') + 1);
        server.sql(name, "CREATE EXTENSION vector");
        var settings = ConfigFactory.parseMap(Map.of(
                        "conclave.journal.kind", "postgres",
                        "conclave.journal.url", empty,
                        "conclave.journal.user", "conclave_app",
                        "conclave.journal.owner.user", "conclave_owner"))
                .withFallback(ConfigFactory.load());

        Database.open(JournalConfig.from(settings)).close();

        server.sql(name, "SET ROLE conclave_app; INSERT INTO runs (run) VALUES ('r')");
        assertThat(server.sql(
                        name,
                        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
                                + " AND tableowner <> 'conclave_owner'"))
                .isEqualTo("0");
    }

    @Test
    void whoMayNotMakeRolesIsToldWhoMay() {
        server.role("plain", "x");
        var mine = server.freshDatabaseFor("plain");
        server.sql(mine.substring(mine.lastIndexOf('/') + 1), "CREATE EXTENSION vector");
        server.sql("postgres", "ALTER ROLE conclave_read RENAME TO conclave_reader");
        try {
            assertThatThrownBy(() -> Database.makeRoles(
                            JournalConfig.from(ConfigFactory.load()).at(JournalKind.POSTGRES, mine, "plain", "x")))
                    .isInstanceOf(UnfitDatabaseException.class)
                    .hasMessageStartingWith("The user of the journal may not make roles: ");
        } finally {
            server.sql("postgres", "ALTER ROLE conclave_reader RENAME TO conclave_read");
        }
    }

    private static void may(String role, String statement) {
        server.sql("test_1", "SET ROLE " + role + "; " + statement);
    }

    private static void mayNot(String role, String statement) {
        assertThatThrownBy(() -> server.sql("test_1", "SET ROLE " + role + "; " + statement))
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }

    private static JournalConfig journal(String user) {
        return JournalConfig.from(ConfigFactory.load()).at(JournalKind.POSTGRES, url, user, "");
    }
}
