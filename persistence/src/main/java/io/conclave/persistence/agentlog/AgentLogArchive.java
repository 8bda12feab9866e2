package io.conclave.persistence.agentlog;

import com.zaxxer.hikari.HikariDataSource;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.journal.LongRead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;

/**
 * Takes the oldest rows of agents' logs out of the database and into a file.
 *
 * <p>The file is written whole, flushed to disk and read back before a row leaves the table; then each log gives up its
 * rows, and its head notes the hash of the last one, in one transaction. Whatever ends it in between, every row is in the
 * table, in the file, or in both, and asking again with the same file goes on from there.
 */
public final class AgentLogArchive implements AutoCloseable {
    private static final String OF_LOG = " WHERE run = ? AND agent = ? AND symbol = ?";
    private static final String LOCK = "SELECT rows_archived FROM agent_log_heads" + OF_LOG + " FOR UPDATE";
    private static final String LAST = "SELECT hash FROM agent_logs" + OF_LOG + " AND seq = ?";
    private static final String NOTE = "UPDATE agent_log_heads SET rows_archived = ?, archived_hash = ?" + OF_LOG;
    private static final String REMOVE = "DELETE FROM agent_logs" + OF_LOG + " AND seq <= ?";

    private final HikariDataSource pool;
    private final JournalKind kind;

    /**
     * What came of it.
     *
     * @param file where the rows are now
     * @param logs how many logs the file holds a part of
     * @param rows how many rows the file holds
     * @param removed how many rows left the table, this time
     */
    public record Archived(String file, int logs, long rows, long removed) {}

    /**
     * @param journal migrated; on a server this works as the schema's owner, for nobody else may take rows away
     * @throws IllegalStateException if it cannot be reached
     */
    public static AgentLogArchive open(JournalConfig journal) {
        return new AgentLogArchive(journal.asOwner().open("conclave maintenance", 1), journal.kind());
    }

    private AgentLogArchive(HikariDataSource pool, JournalKind kind) {
        this.pool = pool;
        this.kind = kind;
    }

    /**
     * Archives of each log the rows up to the first that was written down on that day (UTC) or later.
     *
     * @param file a new one; or one that this began with the same day and did not end with
     * @throws IllegalArgumentException if the file is there and is no such archive
     * @throws ArchiveException if a row is not what was written, or the file or the database cannot be written to;
     *     no row is lost
     */
    public Archived archive(LocalDate before, Path file) {
        try {
            if (!Files.exists(file)) {
                write(before, file);
            }
            return remove(file, held(before, file));
        } catch (SQLException e) {
            throw new ArchiveException("The agents' logs cannot be archived: " + e.getMessage(), e);
        }
    }

    /** The first half of it: the file is complete, the table as it was. */
    void write(LocalDate before, Path file) throws SQLException {
        try (Connection connection = pool.getConnection();
                var _ = LongRead.begin(connection)) {
            ArchiveWriter.write(connection, before, file);
        }
    }

    private static ArchiveFile held(LocalDate before, Path file) {
        var archive = ArchiveFile.read(file);
        if (!archive.before().equals(before)) {
            throw new IllegalArgumentException(file + " is an archive of what was written before " + archive.before()
                    + " already: name another file");
        }
        return archive;
    }

    private Archived remove(Path file, ArchiveFile archive) throws SQLException {
        long removed = 0;
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            for (var part : archive.parts()) {
                try {
                    removed += remove(connection, part);
                    connection.commit();
                } finally {
                    connection.rollback();
                }
            }
        }
        return new Archived(file.toString(), archive.parts().size(), archive.rows(), removed);
    }

    /** Whoever appends to the log meanwhile waits for its head. */
    private long remove(Connection connection, ArchiveFile.Part part) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            part.place(lock, 1);
            try (ResultSet head = lock.executeQuery()) {
                if (!head.next()) {
                    throw new ArchiveException(
                            "The log of " + part.name() + " is in the file and not in this database");
                }
                long archived = head.getLong("rows_archived");
                if (archived >= part.last()) {
                    return 0;
                }
                if (archived < part.after()) {
                    throw new ArchiveException("Rows " + (archived + 1) + " to " + part.after() + " of " + part.name()
                            + " are not in the file and still in the database: archive into another file");
                }
            }
        }
        requireSame(connection, part);
        try (PreparedStatement note = connection.prepareStatement(NOTE)) {
            note.setLong(1, part.last());
            note.setString(2, part.lastHash());
            part.place(note, 3);
            note.executeUpdate();
        }
        if (kind == JournalKind.POSTGRES) {
            try (var allow = connection.createStatement()) {
                allow.execute("SET LOCAL conclave.archival = 'agent_logs'");
            }
        }
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            part.place(remove, 1);
            remove.setLong(4, part.last());
            return remove.executeUpdate();
        }
    }

    /** A row's hash vouches for all rows before it. */
    private static void requireSame(Connection connection, ArchiveFile.Part part) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LAST)) {
            part.place(query, 1);
            query.setLong(4, part.last());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next() || !row.getString("hash").equals(part.lastHash())) {
                    throw new ArchiveException(
                            "Row " + part.last() + " of " + part.name()
                                    + " is another in the database than in the file: ./conclave doctor finds out which was altered");
                }
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
