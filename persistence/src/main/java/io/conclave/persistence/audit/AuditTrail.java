package io.conclave.persistence.audit;

import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.ingest.BatchWriter;
import io.conclave.persistence.ingest.IngestPool;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Writes the trail, in groups, on a connection of its own: each row is chained to the one before it.
 *
 * <p>An entry's stage completes when it is on disk. While the database is away entries wait, and {@link #trouble()} says
 * so: whoever would act without leaving a trace should not.
 */
public final class AuditTrail implements AutoCloseable {
    private final HikariDataSource pool;
    private final BatchWriter<AuditEntry> writer;

    /** @param journal of a migrated database */
    public static AuditTrail open(JournalConfig journal, IngestSettings settings) {
        return new AuditTrail(IngestPool.open(journal, 1), settings);
    }

    private AuditTrail(HikariDataSource pool, IngestSettings settings) {
        this.pool = pool;
        this.writer = BatchWriter.start("audit trail", pool, new AuditSink(), settings);
    }

    /** @return completes when the entry is on disk */
    public CompletionStage<Void> record(AuditEntry entry) {
        return writer.offer(entry);
    }

    /** What the database said when it failed last, until it works again. */
    public Optional<String> trouble() {
        return writer.trouble();
    }

    /** Adds an entry in a transaction that somebody else has begun and ends: both stand, or neither does. */
    public static void add(Connection connection, AuditEntry entry) throws SQLException {
        new AuditSink().write(connection, List.of(entry));
    }

    /** Writes what it has taken, and ends. */
    @Override
    public void close() {
        writer.close();
        pool.close();
    }
}
