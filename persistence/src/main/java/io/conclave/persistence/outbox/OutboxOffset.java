package io.conclave.persistence.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** How far an outbox has noted that it has come. */
final class OutboxOffset {
    private static final String BEHIND = """
        SELECT COUNT(*) FROM event_tag WHERE tag = ? AND event_id > COALESCE((
            SELECT CAST(current_offset AS BIGINT) FROM pekko_projection_offset_store
            WHERE projection_name = ? AND projection_key = ?), 0)
        """;

    private final DataSource database;
    private final String projection;

    OutboxOffset(DataSource database, String projection) {
        this.database = database;
        this.projection = projection;
    }

    /** How many events of a run are journalled and not noted as published. */
    long behind(String run) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(BEHIND)) {
            query.setString(1, run);
            query.setString(2, projection);
            query.setString(3, run);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("How far the outbox has come cannot be read: " + e.getMessage(), e);
        }
    }
}
