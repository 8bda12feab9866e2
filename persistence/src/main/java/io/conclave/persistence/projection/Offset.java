package io.conclave.persistence.projection;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * How far a projection of a run has come in the journal, in the table where Pekko Projection keeps it.
 *
 * @param projection its name
 * @param run its key, and the tag of the events that it reads
 */
public record Offset(String projection, String run) {
    /** Pekko's word for an offset that is a sequence. */
    private static final String MANIFEST = "SEQ";

    private static final String BEHIND = """
            SELECT COUNT(*) FROM event_tag WHERE tag = ? AND event_id > COALESCE((
                SELECT CAST(current_offset AS BIGINT) FROM pekko_projection_offset_store
                WHERE projection_name = ? AND projection_key = ?), 0)""";

    /** Of the projection that keeps the read models up. */
    static Offset ofReadModels(String run) {
        return new Offset("read-models", run);
    }

    /**
     * How many events of the run are in the journal that the projection has not come to.
     *
     * @throws IllegalStateException if the database does not answer
     */
    public long behind(DataSource database) {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement(BEHIND)) {
            query.setString(1, run);
            query.setString(2, projection);
            query.setString(3, run);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "How far the projection " + projection + " of " + run + " has come cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Position of the last event projected; 0 before the first. */
    long read(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("SELECT current_offset FROM pekko_projection_offset_store"
                + " WHERE projection_name = ? AND projection_key = ?")) {
            query.setString(1, projection);
            query.setString(2, run);
            try (var rows = query.executeQuery()) {
                return rows.next() ? Long.parseLong(rows.getString(1)) : 0;
            }
        }
    }

    void write(Connection connection, long ordering) throws SQLException {
        forget(connection);
        try (var insert = connection.prepareStatement("INSERT INTO pekko_projection_offset_store (projection_name,"
                + " projection_key, current_offset, manifest, mergeable, last_updated) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, projection);
            insert.setString(2, run);
            insert.setString(3, Long.toString(ordering));
            insert.setString(4, MANIFEST);
            insert.setBoolean(5, false);
            insert.setLong(6, System.currentTimeMillis());
            insert.executeUpdate();
        }
    }

    void forget(Connection connection) throws SQLException {
        try (var delete = connection.prepareStatement(
                "DELETE FROM pekko_projection_offset_store WHERE projection_name = ? AND projection_key = ?")) {
            delete.setString(1, projection);
            delete.setString(2, run);
            delete.executeUpdate();
        }
    }
}
