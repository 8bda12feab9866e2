package io.conclave.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.ingest.IngestPool;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that stands still in the middle of a transaction, on PostgreSQL, while another wants what it has locked. */
class FrozenWriterTest {
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
        var impatient = ConfigFactory.parseString("conclave.journal { transaction-limit = 300 ms, gap-patience = 1 s }")
                .withFallback(ConfigFactory.load());
        try (var journal = TestJournal.fresh(JournalKind.POSTGRES, folder, impatient);
                var other = journal.database().getConnection();
                var frozen = pool.of(journal.config())) {
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
            assertThat(link(other)).isEqualTo(11);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int link(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT link FROM head")) {
            row.next();
            return row.getInt(1);
        }
    }
}
