package io.conclave.persistence.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import io.conclave.domain.access.Role;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.audit.AuditReader;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApiKeysTest {
    private static final long NOW = 1_385_769_600_000_000_000L;
    private static final ApiKeys.By ADA = new ApiKeys.By("ada", "", "command line");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aKeyOpensUntilItIsRevokedAndNoOtherTextDoes(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var keys = new ApiKeys(journal.database());
            var made = keys.create(Role.TRADER, "desk one", Optional.empty(), ADA, NOW);

            assertThat(made.secret())
                    .matches("tk_[a-z2-7]{10}_[a-z2-7]{52}")
                    .startsWith("tk_" + made.key().id());
            assertThat(check(keys, made.secret())).isEqualTo(new KeyRing.Good(made.key()));
            for (String wrong : List.of(
                    "",
                    "tk_",
                    made.key().id(),
                    made.secret() + "a",
                    made.secret().toUpperCase(Locale.ROOT),
                    flipped(made.secret()),
                    made.secret().replace(made.key().id(), "aaaaaaaaaa"))) {
                assertThat(check(keys, wrong)).as(wrong).isEqualTo(new KeyRing.Unknown());
            }

            assertThat(keys.revoke(made.key().id(), "lost", ADA, NOW + 1)).isTrue();
            assertThat(keys.revoke(made.key().id(), "again", ADA, NOW + 2)).isFalse();
            assertThat(keys.revoke("nobody", "x", ADA, NOW + 2)).isFalse();
            assertThat(check(keys, made.secret())).isInstanceOf(KeyRing.Revoked.class);
            assertThat(keys.list().getFirst().revoked()).contains(new ApiKey.Revoked(NOW + 1, "lost"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofAKeyOnlyADigestIsKeptAndWhoMadeItIsInTheTrail(JournalKind kind) throws SQLException {
        try (var journal = TestJournal.fresh(kind, folder)) {
            var keys = new ApiKeys(journal.database());
            var made = keys.create(Role.ADMIN, "", Optional.of(NOW + 5), ADA, NOW);
            keys.revoke(made.key().id(), "lost", ADA, NOW + 1);

            var secret = made.secret().substring(made.secret().lastIndexOf('_') + 1);
            try (var connection = journal.database().getConnection();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT * FROM api_keys")) {
                rows.next();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    assertThat(String.valueOf(rows.getString(column))).doesNotContain(secret);
                }
                assertThat(rows.getString("digest")).matches("[0-9a-f]{64}");
            }
            assertThat(made + " " + made.key() + keys.list()).doesNotContain(secret);

            var trail = new AuditReader(journal.database()).newest(Long.MAX_VALUE, 0, Long.MAX_VALUE, 10);
            assertThat(trail)
                    .extracting(row -> row.entry().actor() + ": " + row.entry().action() + " "
                            + row.entry().target())
                    .containsExactly(
                            "ada: keys revoke " + made.key().id(),
                            "ada: keys create " + made.key().id() + " admin");
        }
    }

    @Test
    void aKeyExpiresAtItsMoment() throws Exception {
        try (var journal = TestJournal.fresh(JournalKind.H2, folder)) {
            var keys = new ApiKeys(journal.database());
            var made = keys.create(Role.VIEWER, "", Optional.of(NOW + 10), ADA, NOW);
            var now = new AtomicLong(NOW + 9);
            try (var ring = new KeyRing(keys, () -> Instant.ofEpochSecond(0, now.get()))) {
                assertThat(now(ring.check(made.secret()))).isInstanceOf(KeyRing.Good.class);
                assertThat(now(ring.anyHolds())).isTrue();
                now.set(NOW + 10);
                assertThat(now(ring.check(made.secret()))).isInstanceOf(KeyRing.Expired.class);
                assertThat(now(ring.standing(made.key().id()))).isInstanceOf(KeyRing.Expired.class);
                assertThat(now(ring.anyHolds())).isFalse();
                assertThat(now(ring.isEmpty())).isFalse();
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> keys.create(Role.VIEWER, "", Optional.of(NOW), ADA, NOW))
                    .withMessage("A key must expire later than now");
        }
    }

    @Test
    void aRingHearsOfARevocationMadeElsewhereWithinSeconds() throws Exception {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder);
                var ring = new KeyRing(new ApiKeys(journal.database()), () -> Instant.ofEpochSecond(0, NOW))) {
            var elsewhere = new ApiKeys(journal.database());
            var made = elsewhere.create(Role.RISK, "", Optional.empty(), ADA, NOW);
            assertThat(now(ring.check(made.secret()))).isInstanceOf(KeyRing.Good.class);

            elsewhere.revoke(made.key().id(), "lost", ADA, NOW);
            long revoked = System.nanoTime();
            while (now(ring.check(made.secret())) instanceof KeyRing.Good) {
                assertThat(System.nanoTime() - revoked)
                        .isLessThan(Duration.ofSeconds(5).toNanos());
            }
            assertThat(now(ring.check(made.secret()))).isInstanceOf(KeyRing.Revoked.class);
        }
    }

    @Test
    void whenAKeyWasUsedIsNoted() throws Exception {
        try (var journal = TestJournal.fresh(JournalKind.H2, folder)) {
            var keys = new ApiKeys(journal.database());
            var made = keys.create(Role.VIEWER, "", Optional.empty(), ADA, NOW);
            try (var ring = new KeyRing(keys, () -> Instant.ofEpochSecond(0, NOW + 7))) {
                now(ring.check(made.secret()));
            }
            var until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (keys.list().getFirst().used().isEmpty()) {
                assertThat(System.nanoTime()).isLessThan(until);
            }
            assertThat(keys.list().getFirst().used()).contains(NOW + 7);
        }
    }

    @Test
    void aTableThatCannotBeReadLetsNobodyIn() throws Exception {
        var journal = TestJournal.fresh(JournalKind.H2, folder);
        var keys = new ApiKeys(journal.database());
        var made = keys.create(Role.VIEWER, "", Optional.empty(), ADA, NOW);
        try (var ring = new KeyRing(keys, () -> Instant.ofEpochSecond(0, NOW))) {
            journal.close();
            assertThat(ring.check(made.secret()).toCompletableFuture())
                    .failsWithin(20, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("The keys cannot be read");
        }
    }

    // ---- the file of a machine without a server

    @Test
    void aFileOfKeysIsMadeWithTheFirstOneAndSharedByAllWhoAskInTurn() throws Exception {
        var config = file();
        var node = ApiKeys.inFile(config);
        assertThat(node.list()).isEmpty();
        assertThat(Files.exists(folder.resolve("keys.mv.db"))).isFalse();

        var made = ApiKeys.inFile(config).create(Role.TRADER, "laptop", Optional.empty(), ADA, NOW);

        assertThat(node.list()).containsExactly(made.key());
        assertThat(ApiKeys.inFile(config).revoke(made.key().id(), "lost", ADA, NOW))
                .isTrue();
        assertThat(check(node, made.secret())).isInstanceOf(KeyRing.Revoked.class);
    }

    @Test
    void whoFindsTheFileHeldWaitsForIt() throws Exception {
        var config = file();
        ApiKeys.inFile(config).create(Role.TRADER, "", Optional.empty(), ADA, NOW);
        var holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        config.jdbcUrl(),
                        config.user())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("held");
            assertThat(ApiKeys.inFile(config).list()).hasSize(1);
            assertThat(holder.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Another process with the file open for a moment. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            try (var connection = DriverManager.getConnection(arguments[0], arguments[1], "")) {
                System.out.println("held");
                connection.createStatement().execute("CALL 1");
                Thread.sleep(Duration.ofMillis(500));
            }
        }
    }

    private JournalConfig file() {
        return JournalConfig.from(ConfigFactory.load())
                .at(JournalKind.H2, folder.resolve("keys").toString(), "conclave", "");
    }

    private static KeyRing.Check check(ApiKeys keys, String text) throws Exception {
        try (var ring = new KeyRing(keys, () -> Instant.ofEpochSecond(0, NOW))) {
            return now(ring.check(text));
        }
    }

    private static <T> T now(CompletionStage<T> stage) throws Exception {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.get(20, TimeUnit.SECONDS);
    }

    private static String flipped(String secret) {
        char last = secret.charAt(secret.length() - 2);
        return secret.substring(0, secret.length() - 2)
                + (last == 'a' ? 'b' : 'a')
                + secret.charAt(secret.length() - 1);
    }
}
