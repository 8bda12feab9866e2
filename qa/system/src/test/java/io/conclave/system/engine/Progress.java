package io.conclave.system.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** How far a run has come, by what is committed: the harness asks the database and not the node. */
public final class Progress {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final DataSource database;
    private final String run;

    public Progress(DataSource database, String run) {
        this.database = database;
        this.run = run;
    }

    /** Closings that are done. */
    public int steps() {
        return count(
                "SELECT COALESCE(MAX(sequence_number) - 1, 0) FROM event_journal WHERE persistence_id = ?",
                "Conductor|" + run);
    }

    /** Orders that were meant, by their claims. */
    public int claims() {
        return count("SELECT COUNT(*) FROM order_claim WHERE run = ?", run);
    }

    /**
     * Returns true once the run has come that far, false when {@code over} says that nothing more will come.
     *
     * @throws AssertionError when neither happens within the time
     */
    public boolean await(int steps, BooleanSupplier over, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (steps() < steps) {
            if (over.getAsBoolean()) {
                return false;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("The run stands at closing " + steps() + " and does not come to " + steps
                        + " within " + within.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return true;
    }

    /** Zero while there is no schema yet, or nobody answers. */
    private int count(String sql, String parameter) {
        try (Connection connection = database.getConnection();
                var query = connection.prepareStatement(sql)) {
            query.setString(1, parameter);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        } catch (SQLException e) {
            return 0;
        }
    }
}
