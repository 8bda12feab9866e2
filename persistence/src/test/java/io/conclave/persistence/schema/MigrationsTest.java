package io.conclave.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void anEmbeddedJournalIsBroughtToTheNewestOnce() {
        var journal = journal();

        var first = Database.migrate(journal);

        assertThat(first.steps()).isNotEmpty();
        assertThat(Database.migrate(journal)).isEqualTo(new Applied(first.schema(), List.of()));
    }

    @Test
    void anEmbeddedJournalFromTheFutureIsLeftAlone() throws SQLException {
        var journal = journal();
        Database.migrate(journal);
        try (var pool = journal.open();
                var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO \"flyway_schema_history\" VALUES (1000, '999', 'tomorrow', 'SQL', 'V999.sql', 1,"
                            + " 'conclave', now(), 1, true)");
        }

        assertThatThrownBy(() -> Database.open(journal))
                .isInstanceOf(UnfitDatabaseException.class)
                .hasMessageStartingWith("The database has schema version 999, and this Conclave knows ");
    }

    private JournalConfig journal() {
        return JournalConfig.from(ConfigFactory.load())
                .at(JournalKind.H2, folder.resolve("journal").toString(), "conclave", "");
    }
}
