package io.conclave.persistence.jobs;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The table of jobs: its own truth, not made from the journal.
 *
 * <p>A job is queued, runs and ends once; told that something else became of a job that is over, or twice the same, the
 * store changes nothing and says so. Blocks on the database: ask from a thread that may wait.
 */
public final class JobStore {
    static final String LIVE = "state IN ('QUEUED', 'RUNNING')";

    private final JobTables tables;

    /** @param database migrated */
    public JobStore(DataSource database) {
        this.tables = new JobTables(database);
    }

    /**
     * Takes a new job in.
     *
     * @return false if there is one of that id already
     */
    public boolean queue(String id, String kind, String askedBy, String asked, long nowNanos) {
        return tables.change(
                "INSERT INTO jobs (id, kind, asked_by, asked, state, created_at, changed_at) SELECT CAST(? AS"
                        + " VARCHAR(64)), CAST(? AS VARCHAR(32)), CAST(? AS VARCHAR(64)), CAST(? AS VARCHAR), 'QUEUED',"
                        + " CAST(? AS BIGINT), CAST(? AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE id = ?)",
                id,
                kind,
                askedBy,
                asked,
                nowNanos,
                nowNanos,
                id);
    }

    /**
     * Gives the oldest job that waits to whoever asks first; from then on it runs. So does one that runs and of which
     * nothing was heard any more: whoever worked on it is gone.
     *
     * @param silentSinceNanos a running job whose last word is older waits again
     */
    public Optional<Job> claim(long nowNanos, long silentSinceNanos) {
        for (Job job : tables.list(
                JobStore::job,
                "SELECT * FROM jobs WHERE state = 'QUEUED' OR (state = 'RUNNING' AND changed_at < ?)"
                        + " ORDER BY created_at, id FETCH FIRST 10 ROWS ONLY",
                silentSinceNanos)) {
            // Whoever changes the row as it was read has the job.
            boolean mine = tables.change(
                    "UPDATE jobs SET state = 'RUNNING', progress = 0, changed_at = ? WHERE id = ? AND changed_at = ?"
                            + " AND " + LIVE,
                    nowNanos,
                    job.id(),
                    job.changedNanos());
            if (mine) {
                return find(job.id());
            }
        }
        return Optional.empty();
    }

    /** Jobs that nobody works on yet. */
    public int waiting() {
        return tables.list(row -> row.getInt(1), "SELECT COUNT(*) FROM jobs WHERE state = 'QUEUED'")
                .getFirst();
    }

    /**
     * Says how far a job is; the first time, that it runs.
     *
     * @param progress from 0 to 1
     * @return false if it is over or unknown: whoever works on it may stop
     */
    public boolean progressed(String id, double progress, long nowNanos) {
        if (!(progress >= 0 && progress <= 1)) {
            throw new IllegalArgumentException("A job's progress lies in 0 to 1, not at " + progress);
        }
        return tables.change(
                "UPDATE jobs SET state = 'RUNNING', progress = ?, changed_at = ? WHERE id = ? AND " + LIVE,
                progress,
                nowNanos,
                id);
    }

    /**
     * A job's end; its pieces go with it.
     *
     * @return false if it was over before, or is unknown
     */
    public boolean ended(String id, Job.Standing ending, long nowNanos) {
        return tables.inOne(connection -> {
            boolean ended = end(connection, id, ending, nowNanos) == 1;
            if (ended) {
                var _ = JobTables.change(connection, "DELETE FROM job_pieces WHERE job = ?", id);
            }
            return ended;
        });
    }

    private static int end(Connection connection, String id, Job.Standing ending, long nowNanos) throws SQLException {
        return switch (ending) {
            case Job.Done done ->
                JobTables.change(
                        connection,
                        "UPDATE jobs SET state = 'DONE', progress = 1, result = ?, changed_at = ? WHERE id = ? AND "
                                + LIVE,
                        done.result(),
                        nowNanos,
                        id);
            case Job.Failed failed ->
                JobTables.change(
                        connection,
                        "UPDATE jobs SET state = 'FAILED', fault = ?, changed_at = ? WHERE id = ? AND " + LIVE,
                        failed.fault(),
                        nowNanos,
                        id);
            case Job.Cancelled _ ->
                JobTables.change(
                        connection,
                        "UPDATE jobs SET state = 'CANCELLED', changed_at = ? WHERE id = ? AND " + LIVE,
                        nowNanos,
                        id);
            case Job.Queued _, Job.Running _ ->
                throw new IllegalArgumentException("A job does not end by being "
                        + ending.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        };
    }

    public Optional<Job> find(String id) {
        return tables.list(JobStore::job, "SELECT * FROM jobs WHERE id = ?", id).stream()
                .findFirst();
    }

    /** The newest, newest first. */
    public List<Job> newest(int limit) {
        return tables.list(
                JobStore::job, "SELECT * FROM jobs ORDER BY created_at DESC, id FETCH FIRST " + limit + " ROWS ONLY");
    }

    private static Job job(ResultSet row) throws SQLException {
        return new Job(
                row.getString("id"),
                row.getString("kind"),
                row.getString("asked_by"),
                row.getString("asked"),
                standing(row.getString("state"), row.getString("result"), row.getString("fault")),
                row.getDouble("progress"),
                row.getLong("created_at"),
                row.getLong("changed_at"));
    }

    private static Job.Standing standing(String state, @Nullable String result, @Nullable String fault) {
        return switch (state) {
            case "QUEUED" -> new Job.Queued();
            case "RUNNING" -> new Job.Running();
            case "DONE" -> new Job.Done(result == null ? "" : result);
            case "FAILED" -> new Job.Failed(fault == null ? "" : fault);
            case "CANCELLED" -> new Job.Cancelled();
            default -> throw new IllegalStateException("A job is stored as " + state + ", which means nothing here");
        };
    }
}
