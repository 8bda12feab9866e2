package io.conclave.persistence.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far each entity of a run is in its read models. Opened, it holds the run until the transaction ends: whoever else
 * writes the run's read models waits, and then reads what was written.
 */
final class Progress {
    private final String run;
    private final Map<String, Long> reached = new TreeMap<>();
    private long late;

    private Progress(String run) {
        this.run = run;
    }

    static Progress hold(Connection connection, String run) throws SQLException {
        var progress = new Progress(run);
        progress.lock(connection);
        progress.read(connection);
        return progress;
    }

    /** The number of an entity's last event in the read models; 0 if there is none. */
    long of(String persistenceId) {
        return reached.getOrDefault(persistenceId, 0L);
    }

    void reached(String persistenceId, long sequence) {
        reached.put(persistenceId, sequence);
    }

    /** Events that had been left out were applied after all. */
    void wereLate(long events) {
        late += events;
    }

    private void lock(Connection connection) throws SQLException {
        if (isHeld(connection)) {
            return;
        }
        var absent = "INSERT INTO projected_run (run) SELECT CAST(? AS VARCHAR(64)) WHERE NOT EXISTS (SELECT 1 FROM"
                + " projected_run WHERE run = ?)";
        try (var insert = connection.prepareStatement(absent)) {
            insert.setString(1, run);
            insert.setString(2, run);
            insert.executeUpdate();
        }
        isHeld(connection);
    }

    private boolean isHeld(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("SELECT run FROM projected_run WHERE run = ? FOR UPDATE")) {
            query.setString(1, run);
            try (var rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private void read(Connection connection) throws SQLException {
        try (var query =
                connection.prepareStatement("SELECT persistence_id, sequence_number FROM projected WHERE run = ?")) {
            query.setString(1, run);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    reached.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
    }

    /**
     * Counts what was late, in the row that is held.
     *
     * @return how many events were, since the last count
     */
    long write(Connection connection) throws SQLException {
        long counted = late;
        late = 0;
        if (counted > 0) {
            try (var update = connection.prepareStatement("UPDATE projected_run SET late = late + ? WHERE run = ?")) {
                update.setLong(1, counted);
                update.setString(2, run);
                update.executeUpdate();
            }
        }
        return counted;
    }
}
