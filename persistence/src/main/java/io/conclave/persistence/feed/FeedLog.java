package io.conclave.persistence.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import javax.sql.DataSource;

/** The row of {@code market_feed}: whether the feed is a recording, and whether it has ended. */
final class FeedLog {
    private static final String FEED = "market";

    private final DataSource database;

    /**
     * @param recorded whether bars were played from a recording
     * @param endedAt epoch nanoseconds; empty while more may come
     */
    record Standing(boolean recorded, OptionalLong endedAt) {
        private static final Standing UNHEARD_OF = new Standing(false, OptionalLong.empty());
    }

    /** @param database migrated */
    FeedLog(DataSource database) {
        this.database = database;
    }

    Standing standing() {
        return in(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT recorded, ended_at FROM market_feed WHERE feed = ?")) {
                query.setString(1, FEED);
                try (ResultSet row = query.executeQuery()) {
                    if (!row.next()) {
                        return Standing.UNHEARD_OF;
                    }
                    boolean recorded = row.getBoolean(1);
                    long ended = row.getLong(2);
                    return new Standing(recorded, row.wasNull() ? OptionalLong.empty() : OptionalLong.of(ended));
                }
            }
        });
    }

    /** Notes it; what is noted already changes nothing. */
    void note(Standing standing) {
        in(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE market_feed SET recorded = ?, ended_at = ? WHERE feed = ?")) {
                fill(update, standing);
                if (update.executeUpdate() > 0) {
                    return true;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO market_feed (recorded, ended_at, feed) SELECT ?, CAST(? AS BIGINT), ?"
                            + " WHERE NOT EXISTS (SELECT 1 FROM market_feed WHERE feed = ?)")) {
                fill(insert, standing);
                insert.setString(4, FEED);
                return insert.executeUpdate() > 0;
            }
        });
    }

    private static void fill(PreparedStatement statement, Standing standing) throws SQLException {
        statement.setBoolean(1, standing.recorded());
        if (standing.endedAt().isPresent()) {
            statement.setLong(2, standing.endedAt().getAsLong());
        } else {
            statement.setNull(2, java.sql.Types.BIGINT);
        }
        statement.setString(3, FEED);
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private <T> T in(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            return work.with(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "What is known of the feed cannot be read or written: " + e.getMessage(), e);
        }
    }
}
