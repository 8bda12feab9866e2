package io.conclave.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.ingest.IngestPool;
import io.conclave.testkit.Patience;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that stands still in the middle of a transaction, on PostgreSQL: while another wants what it has locked, and while none does. */
class FrozenWriterTest {
    private static final Config IMPATIENT = ConfigFactory.parseString(
                    "conclave.journal { transaction-limit = 300 ms, gap-patience = 1 s }")
            .withFallback(ConfigFactory.load());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private enum Pool {
        READ_MODELS,
        ORDER_DESK,
        INGEST;

        HikariDataSource of(JournalConfig journal) {
            return switch (this) {
                case READ_MODELS -> journal.open();
                case ORDER_DESK -> journal.openBounded("conclave trading gate", 1);
                case INGEST -> IngestPool.open(journal, 1);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void theServerEndsItsTransactionSoThatTheOtherGoesOn(Pool pool) throws SQLException {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder);
                var other = journal.database().getConnection();
                var frozen = pool.of(impatient(journal.config()))) {
            execute(other, "CREATE TABLE head (link int)");
            execute(other, "INSERT INTO head VALUES (1)");
            try (var sleeper = frozen.getConnection()) {
                sleeper.setAutoCommit(false);
                execute(sleeper, "UPDATE head SET link = 2");

                execute(other, "SET statement_timeout = '20s'");
                execute(other, "UPDATE head SET link = link + 10");

                assertThatThrownBy(() -> execute(sleeper, "UPDATE head SET link = 3"))
                        .isInstanceOf(SQLException.class);
            }
            assertThat(number(other, "SELECT link FROM head")).isEqualTo(11);
        }
    }

    @Test
    void whoeverOnlyReadsMayTakeItsTimeBetweenTwoRows() throws SQLException {
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder);
                var other = journal.database().getConnection();
                var pool = impatient(journal.config()).open();
                var reader = pool.getConnection()) {
            int backend = number(reader, "SELECT pg_backend_pid()");
            try (var _ = LongRead.begin(reader);
                    var query = reader.prepareStatement("SELECT generate_series(1, 1000)")) {
                query.setFetchSize(100);
                try (var rows = query.executeQuery()) {
                    rows.next();
                    Patience.until(
                            "it has stood still for three times as long as a writer may",
                            () -> number(
                                            other,
                                            "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                                                    + " AND state_change < now() - interval '900 ms' AND pid = "
                                                    + backend)
                                    == 1);
                    int count = 1;
                    while (rows.next()) {
                        count++;
                    }
                    assertThat(count).isEqualTo(1_000);
                }
                assertThatThrownBy(() -> execute(reader, "CREATE TABLE written (it int)"))
                        .hasMessageContaining("read-only");
            }
        }
    }

    private static JournalConfig impatient(JournalConfig same) {
        return JournalConfig.from(IMPATIENT).at(same.kind(), same.url(), same.user(), same.password());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int number(Connection connection, String question) {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(question)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
