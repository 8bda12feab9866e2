package io.conclave.persistence.jobs;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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
    private static final String LIVE = "state IN ('QUEUED', 'RUNNING')";

    private final DataSource database;

    /** @param database migrated */
    public JobStore(DataSource database) {
        this.database = database;
    }

    /**
     * Takes a new job in.
     *
     * @return false if there is one of that id already
     */
    public boolean queue(String id, String kind, String askedBy, String asked, long nowNanos) {
        return change(
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
        for (Job job : list(
                "SELECT * FROM jobs WHERE state = 'QUEUED' OR (state = 'RUNNING' AND changed_at < ?)"
                        + " ORDER BY created_at, id FETCH FIRST 10 ROWS ONLY",
                silentSinceNanos)) {
            // Whoever changes the row as it was read has the job.
            boolean mine = change(
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
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement("SELECT COUNT(*) FROM jobs WHERE state = 'QUEUED'");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("The table of jobs cannot be read: " + e.getMessage(), e);
        }
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
        return change(
                "UPDATE jobs SET state = 'RUNNING', progress = ?, changed_at = ? WHERE id = ? AND " + LIVE,
                progress,
                nowNanos,
                id);
    }

    /** @return false if it was over before, or is unknown */
    public boolean ended(String id, Job.Standing ending, long nowNanos) {
        return switch (ending) {
            case Job.Done done ->
                change(
                        "UPDATE jobs SET state = 'DONE', progress = 1, result = ?, changed_at = ? WHERE id = ? AND "
                                + LIVE,
                        done.result(),
                        nowNanos,
                        id);
            case Job.Failed failed ->
                change(
                        "UPDATE jobs SET state = 'FAILED', fault = ?, changed_at = ? WHERE id = ? AND " + LIVE,
                        failed.fault(),
                        nowNanos,
                        id);
            case Job.Cancelled _ ->
                change("UPDATE jobs SET state = 'CANCELLED', changed_at = ? WHERE id = ? AND " + LIVE, nowNanos, id);
            case Job.Queued _, Job.Running _ ->
                throw new IllegalArgumentException("A job does not end by being "
                        + ending.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        };
    }

    public Optional<Job> find(String id) {
        return list("SELECT * FROM jobs WHERE id = ?", id).stream().findFirst();
    }

    /** The newest, newest first. */
    public List<Job> newest(int limit) {
        return list("SELECT * FROM jobs ORDER BY created_at DESC, id FETCH FIRST " + limit + " ROWS ONLY");
    }

    private boolean change(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new IllegalStateException("The table of jobs cannot be written: " + e.getMessage(), e);
        }
    }

    private List<Job> list(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setObject(i + 1, parameters[i]);
            }
            var jobs = new ArrayList<Job>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    jobs.add(job(rows));
                }
            }
            return jobs;
        } catch (SQLException e) {
            throw new IllegalStateException("The table of jobs cannot be read: " + e.getMessage(), e);
        }
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
