package io.conclave.persistence.projection;

import java.sql.Connection;
import java.sql.SQLException;

/** How far a run's projection has come in the journal, in the table where Pekko Projection keeps it. */
final class Offset {
    /** Pekko's projection of this name, with the run as its key. */
    static final String PROJECTION = "read-models";

    /** Pekko's word for an offset that is a sequence. */
    private static final String MANIFEST = "SEQ";

    private Offset() {}

    /** Position of the last event projected; 0 before the first. */
    static long read(Connection connection, String run) throws SQLException {
        try (var query = connection.prepareStatement("SELECT current_offset FROM pekko_projection_offset_store"
                + " WHERE projection_name = ? AND projection_key = ?")) {
            query.setString(1, PROJECTION);
            query.setString(2, run);
            try (var rows = query.executeQuery()) {
                return rows.next() ? Long.parseLong(rows.getString(1)) : 0;
            }
        }
    }

    static void write(Connection connection, String run, long ordering) throws SQLException {
        forget(connection, run);
        try (var insert = connection.prepareStatement("INSERT INTO pekko_projection_offset_store (projection_name,"
                + " projection_key, current_offset, manifest, mergeable, last_updated) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, PROJECTION);
            insert.setString(2, run);
            insert.setString(3, Long.toString(ordering));
            insert.setString(4, MANIFEST);
            insert.setBoolean(5, false);
            insert.setLong(6, System.currentTimeMillis());
            insert.executeUpdate();
        }
    }

    static void forget(Connection connection, String run) throws SQLException {
        try (var delete = connection.prepareStatement(
                "DELETE FROM pekko_projection_offset_store WHERE projection_name = ? AND projection_key = ?")) {
            delete.setString(1, PROJECTION);
            delete.setString(2, run);
            delete.executeUpdate();
        }
    }
}
