package io.conclave.persistence.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Pieces of jobs that are cut, for whichever node has time. A piece waits, is worked on, and is done once its result is
 * here; one whose node fell silent waits again. The pieces of a job that is over are gone, and whoever still works on one is
 * told so. Two that do the same piece do it with the same result: the first one's stays.
 *
 * <p>Blocks on the database: ask from a thread that may wait.
 */
public final class PieceStore {
    private static final String FREE = "(p.state = 'QUEUED' OR (p.state = 'RUNNING' AND p.changed_at < ?))";

    private final JobTables tables;

    /** @param database migrated */
    public PieceStore(DataSource database) {
        this.tables = new JobTables(database);
    }

    /**
     * Cuts a job, unless it is cut already.
     *
     * @param pieces how many; they are numbered from 0
     * @return how many pieces it is cut into; empty if it is over or unknown
     */
    public Optional<Integer> cut(String job, int pieces, long nowNanos) {
        return tables.inOne(connection -> {
            var live = JobTables.list(
                    connection,
                    row -> row.getString(1),
                    "SELECT id FROM jobs WHERE id = ? AND " + JobStore.LIVE + " FOR UPDATE",
                    job);
            if (live.isEmpty()) {
                return Optional.empty();
            }
            int there = JobTables.list(
                            connection, row -> row.getInt(1), "SELECT COUNT(*) FROM job_pieces WHERE job = ?", job)
                    .getFirst();
            if (there > 0) {
                return Optional.of(there);
            }
            add(connection, job, pieces, nowNanos);
            return Optional.of(pieces);
        });
    }

    private static void add(Connection connection, String job, int pieces, long nowNanos) throws SQLException {
        try (var statement = connection.prepareStatement(
                "INSERT INTO job_pieces (job, piece, state, changed_at) VALUES (?, ?, 'QUEUED', ?)")) {
            for (int piece = 0; piece < pieces; piece++) {
                statement.setString(1, job);
                statement.setInt(2, piece);
                statement.setLong(3, nowNanos);
                statement.addBatch();
            }
            var _ = statement.executeBatch();
        }
    }

    /**
     * Jobs with a piece that nobody works on, the oldest first.
     *
     * @param silentSinceNanos a piece whose node's last word is older waits again
     */
    public List<String> open(long silentSinceNanos) {
        return tables.list(
                row -> row.getString("id"),
                "SELECT j.id FROM jobs j WHERE j.state = 'RUNNING' AND EXISTS (SELECT 1 FROM job_pieces p WHERE p.job = j.id"
                        + " AND " + FREE + ") ORDER BY j.created_at, j.id FETCH FIRST 10 ROWS ONLY",
                silentSinceNanos);
    }

    private record Free(int piece, long changedNanos) {}

    /**
     * Gives a piece that nobody works on to whoever asks first.
     *
     * @return its number; empty if there is none
     */
    public Optional<Integer> claim(String job, long nowNanos, long silentSinceNanos) {
        while (true) {
            var free = tables.list(
                    row -> new Free(row.getInt("piece"), row.getLong("changed_at")),
                    "SELECT p.piece, p.changed_at FROM job_pieces p JOIN jobs j ON j.id = p.job WHERE p.job = ?"
                            + " AND j.state = 'RUNNING' AND " + FREE + " ORDER BY p.piece FETCH FIRST 10 ROWS ONLY",
                    job,
                    silentSinceNanos);
            if (free.isEmpty()) {
                return Optional.empty();
            }
            for (var piece : free) {
                // Whoever changes the row as it was read has the piece.
                boolean mine = tables.change(
                        "UPDATE job_pieces p SET state = 'RUNNING', changed_at = ? WHERE p.job = ? AND p.piece = ?"
                                + " AND p.changed_at = ? AND " + FREE,
                        nowNanos,
                        job,
                        piece.piece(),
                        piece.changedNanos(),
                        silentSinceNanos);
                if (mine) {
                    return Optional.of(piece.piece());
                }
            }
        }
    }

    /** Says that somebody works on it; false if it is done or the job is over: whoever does may stop. */
    public boolean worked(String job, int piece, long nowNanos) {
        return tables.change(
                "UPDATE job_pieces SET changed_at = ? WHERE job = ? AND piece = ? AND state = 'RUNNING'",
                nowNanos,
                job,
                piece);
    }

    /** Whoever works on it cannot do it: it waits again, for others. */
    public void left(String job, int piece, long nowNanos) {
        var _ = tables.change(
                "UPDATE job_pieces SET state = 'QUEUED', changed_at = ? WHERE job = ? AND piece = ? AND state = 'RUNNING'",
                nowNanos,
                job,
                piece);
    }

    /** Keeps what came of a piece; from then on it counts. False if it was done before, or the job is over. */
    public boolean done(String job, int piece, byte[] result, long nowNanos) {
        return tables.change(
                "UPDATE job_pieces SET state = 'DONE', result = ?, changed_at = ? WHERE job = ? AND piece = ?"
                        + " AND state <> 'DONE'",
                result,
                nowNanos,
                job,
                piece);
    }

    /** How many pieces of a job are done; 0 as well if it is over. */
    public int done(String job) {
        return tables.list(
                        row -> row.getInt(1), "SELECT COUNT(*) FROM job_pieces WHERE job = ? AND state = 'DONE'", job)
                .getFirst();
    }

    /** What came of a piece; empty if it is not done, or the job is over. */
    public Optional<byte[]> result(String job, int piece) {
        return tables
                .list(
                        row -> row.getBytes(1),
                        "SELECT result FROM job_pieces WHERE job = ? AND piece = ? AND state = 'DONE'",
                        job,
                        piece)
                .stream()
                .findFirst();
    }
}
