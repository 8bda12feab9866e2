package io.conclave.persistence.ingest;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.util.Properties;

/**
 * The connections of writers: few, and none of the journal's.
 *
 * <p>On PostgreSQL a commit does not wait for the disk ({@code synchronous_commit=off}); a writer that must know that rows
 * are on disk says so in the transaction.
 */
public final class IngestPool {
    private IngestPool() {}

    /**
     * Opens without connecting: the database may be away for now.
     *
     * @param connections one for each writer
     */
    public static HikariDataSource open(JournalConfig journal, int connections) {
        var pooled = new HikariConfig();
        pooled.setPoolName("conclave-ingest");
        pooled.setJdbcUrl(journal.jdbcUrl());
        pooled.setUsername(journal.user());
        pooled.setPassword(journal.password());
        pooled.setMaximumPoolSize(connections);
        pooled.setMinimumIdle(0);
        pooled.setConnectionTimeout(5_000);
        pooled.setInitializationFailTimeout(-1);
        pooled.setAutoCommit(false);
        if (journal.kind() == JournalKind.POSTGRES) {
            var properties = new Properties();
            properties.setProperty("ApplicationName", "conclave ingest");
            properties.setProperty("options", "-c synchronous_commit=off " + journal.noPauseInATransaction());
            // A server that is gone without a word is noticed.
            properties.setProperty("socketTimeout", "60");
            properties.setProperty("tcpKeepAlive", "true");
            pooled.setDataSourceProperties(properties);
        }
        return new HikariDataSource(pooled);
    }
}
