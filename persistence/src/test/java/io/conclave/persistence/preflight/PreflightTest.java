package io.conclave.persistence.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.schema.UnfitDatabaseException;
import io.conclave.testkit.PostgresOptions;
import io.conclave.testkit.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server that is not fit is refused with one sentence, before anything is changed. */
@SuppressWarnings("NullAway.Init")
class PreflightTest {
    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresOptions.plain().withPasswords().start();
        server.role("guest", "guest's own");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anEmptyDatabaseIsFitForWhoMayChangeItAndIsBroughtToTheNewestSchema() {
        var journal = asOwner(server.freshDatabase());

        var before = Preflight.check(journal, InstantSource.system());
        Database.open(journal).close();
        var after = Preflight.check(journal, InstantSource.system());

        assertThat(before.schema().present()).isEmpty();
        assertThat(before.schema().pending()).isPositive();
        assertThat(after.schema().isNewest()).isTrue();
        assertThat(after.schema().present()).contains(after.schema().newest());
        assertThat(after.major()).isGreaterThanOrEqualTo(15);
        assertThat(after.clockAhead().abs()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void whatIsNoAddressIsRefusedWithoutShowingThePasswordInIt() {
        for (var url : new String[] {
            "postgres://me:hush-4711@127.0.0.1/conclave",
            "jdbc:postgresql://127.0.0.1:port/x?password=hush-4711",
            "conclave"
        }) {
            assertThatThrownBy(() -> Database.open(asOwner(url)))
                    .isInstanceOf(UnfitDatabaseException.class)
                    .hasMessageStartingWith("conclave.journal.url is no PostgreSQL address: \"")
                    .hasMessageNotContaining("hush-4711");
        }
    }

    @Test
    void aPortThatNobodyListensOnIsNamed() throws IOException {
        int nobody;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        isRefused(
                asOwner("jdbc:postgresql://127.0.0.1:" + nobody + "/conclave"),
                "PostgreSQL at jdbc:postgresql://127.0.0.1:" + nobody + "/conclave does not answer: ");
    }

    @Test
    void aHostThatDoesNotExistIsNamed() {
        isRefused(
                asOwner("jdbc:postgresql://nowhere.invalid:5432/conclave"),
                "PostgreSQL at jdbc:postgresql://nowhere.invalid:5432/conclave cannot be found: ");
    }

    @Test
    void aWrongPasswordIsSaidToBeOne() {
        var url = server.freshDatabase();

        isRefused(
                journal(url, server.user(), "a guess"),
                "PostgreSQL at " + url + " does not accept the password of user conclave: ");
        isRefused(
                new JournalConfig(
                        JournalKind.POSTGRES,
                        url,
                        "guest",
                        "guest's own",
                        Optional.of(new JournalConfig.Login(server.user(), "a guess")),
                        1,
                        1,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10)),
                "PostgreSQL at " + url + " does not accept the password of user conclave: ");
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        isRefused(
                asOwner(server.url("nowhere")),
                "PostgreSQL at " + server.url("nowhere") + " has no such database: create it, ");
    }

    @Test
    void anOldServerIsRefused() {
        var version = server.sql("postgres", "SHOW server_version").replaceFirst("[. ].*", "");
        server.sql("postgres", "CREATE DATABASE aged");
        try (var old = new PretendedVersion(server.port(), version + ".", "14.")) {
            var url = "jdbc:postgresql://127.0.0.1:" + old.port() + "/aged";

            assertThatThrownBy(() -> Database.open(asOwner(url)))
                    .isInstanceOf(UnfitDatabaseException.class)
                    .hasMessageStartingWith("PostgreSQL at " + url + " is version 14.")
                    .hasMessageContaining(", and Conclave needs 15 or newer: ");
            assertThat(tables("aged")).isEqualTo("0");
        }
    }

    @Test
    void aServerWithoutTheVectorExtensionIsRefused() {
        // Only the server's own folder says what it has: the sentence is tried on facts, all else on servers.
        var journal = asOwner(server.freshDatabase());
        var facts = Preflight.look(journal, InstantSource.system());
        var without = new ServerFacts(
                facts.version(),
                facts.major(),
                facts.readOnly(),
                facts.clockAhead(),
                ServerFacts.Vector.ABSENT,
                facts.schema(),
                facts.missingRoles(),
                facts.mayChangeSchema());

        assertThat(Preflight.refusal(without, journal))
                .hasValueSatisfying(
                        sentence -> assertThat(sentence).contains(" has no extension pgvector: install it"));
    }

    @Test
    void whoMayNotPutTheVectorExtensionThereIsToldWhoMay() {
        var url = server.freshDatabaseFor("guest");

        isRefused(
                journal(url, "guest", "guest's own"),
                "PostgreSQL at " + url + " does not permit user guest to put pgvector into this database: ");

        server.sql(name(url), "CREATE EXTENSION vector");
        Database.open(journal(url, "guest", "guest's own")).close();
        assertThat(server.sql(name(url), "SELECT count(*) FROM runs")).isEqualTo("0");
    }

    @Test
    void aSchemaThatMustChangeIsLeftAloneByWhoMayNotChangeIt() {
        var url = server.freshDatabase();
        server.sql(name(url), "CREATE EXTENSION vector");

        isRefused(journal(url, "guest", "guest's own"), "PostgreSQL at " + url + " has schema version none of ");
        assertThat(tables(name(url))).isEqualTo("0");
    }

    @Test
    void aSchemaFromTheFutureIsLeftAlone() {
        var url = server.freshDatabase();
        Database.open(asOwner(url)).close();
        server.sql(
                name(url),
                "INSERT INTO flyway_schema_history VALUES (1000, '999', 'tomorrow', 'SQL', 'V999__tomorrow.sql', 1,"
                        + " 'conclave', now(), 1, true)");
        var before = server.sql(name(url), "SELECT count(*) FROM flyway_schema_history");

        isRefused(asOwner(url), "PostgreSQL at " + url + " has schema version 999, and this Conclave knows ");
        assertThat(server.sql(name(url), "SELECT count(*) FROM flyway_schema_history"))
                .isEqualTo(before);
    }

    @Test
    void whoMayNotReadTheVersionIsToldWhatToGrant() {
        var url = server.freshDatabase();
        Database.open(asOwner(url)).close();

        isRefused(
                journal(url, "guest", "guest's own"),
                "The version of the schema at " + url + " cannot be read by user guest: ");
    }

    @Test
    void aServerThatTakesNoWritesIsRefused() {
        var url = server.freshDatabase();
        server.sql("postgres", "ALTER DATABASE " + name(url) + " SET default_transaction_read_only = on");

        isRefused(asOwner(url), "PostgreSQL at " + url + " takes no writes: ");
    }

    @Test
    void aClockThatIsMinutesAheadIsRefused() {
        try (var ahead =
                PostgresOptions.plain().withClockAhead(Duration.ofMinutes(5)).start()) {
            var url = ahead.freshDatabase();

            assertThatThrownBy(() -> Database.open(journal(url, ahead.user(), "")))
                    .isInstanceOf(UnfitDatabaseException.class)
                    .message()
                    .matches("The clock of PostgreSQL at " + url + " is (299|300)\\.\\d s ahead of ours: set both .*");
        }
    }

    @Test
    void ofClocksThatDifferAFewSecondsOnlyNoticeIsGiven() {
        var journal = asOwner(server.freshDatabase());

        var facts = Preflight.check(journal, () -> Instant.now().plusSeconds(30));

        assertThat(Preflight.skew(facts)).matches("(29|30)\\.\\d s behind ours");
        assertThatThrownBy(() -> Preflight.check(journal, () -> Instant.now().plusSeconds(61)))
                .hasMessageContaining(" s behind ours");
    }

    private static void isRefused(JournalConfig journal, String beginning) {
        assertThatThrownBy(() -> Database.open(journal))
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessageStartingWith(beginning)
                .message()
                .hasLineCount(1);
    }

    private static String tables(String database) {
        return server.sql(
                database,
                "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace");
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static JournalConfig asOwner(String url) {
        return journal(url, server.user(), server.password());
    }

    private static JournalConfig journal(String url, String user, String password) {
        return JournalConfig.from(ConfigFactory.load()).at(JournalKind.POSTGRES, url, user, password);
    }
}
