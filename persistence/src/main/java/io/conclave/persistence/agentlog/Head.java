package io.conclave.persistence.agentlog;

import io.conclave.agents.AgentKey;
import io.conclave.domain.vote.DecisionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;

/**
 * The end of one agent's log, as its row in {@code agent_log_heads} knows it.
 *
 * @param rows rows written since the beginning, those archived too
 * @param hash of the last row
 * @param lastNanos the last row's decision
 * @param lastAttempt the last row's attempt
 */
record Head(AgentKey key, long rows, String hash, long lastNanos, int lastAttempt) {
    private static final String UNIQUE = "23505";
    private static final String NEW = "INSERT INTO agent_log_heads"
            + " (run, agent, symbol, rows_written, hash, as_of, attempt, archived_hash) SELECT ?, ?, ?, 0, ?, 0, 0, ?"
            + " WHERE NOT EXISTS (SELECT 1 FROM agent_log_heads WHERE run = ? AND agent = ? AND symbol = ?)";
    private static final String LOCK = "SELECT rows_written, hash, as_of, attempt FROM agent_log_heads"
            + " WHERE run = ? AND agent = ? AND symbol = ? FOR UPDATE";
    private static final String MOVE = "UPDATE agent_log_heads SET rows_written = ?, hash = ?, as_of = ?, attempt = ?"
            + " WHERE run = ? AND agent = ? AND symbol = ?";

    /**
     * Reads the head and keeps it from other writers until the transaction ends.
     *
     * <p>Always read anew: a commit that did not wait for the disk may have gone with the server.
     */
    static Head locked(Connection connection, AgentKey key) throws SQLException {
        begin(connection, key);
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            place(lock, 1, key);
            try (ResultSet head = lock.executeQuery()) {
                head.next();
                return new Head(
                        key,
                        head.getLong("rows_written"),
                        head.getString("hash"),
                        head.getLong("as_of"),
                        head.getInt("attempt"));
            }
        }
    }

    private static void begin(Connection connection, AgentKey key) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(NEW)) {
            place(insert, 1, key);
            insert.setString(4, LogRow.GENESIS);
            insert.setString(5, LogRow.GENESIS);
            place(insert, 6, key);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw UNIQUE.equals(e.getSQLState()) ? begunByAnother(e) : e;
        }
    }

    /** Nothing is wrong with the row: written again, it finds the head that another writer has made. */
    private static SQLException begunByAnother(SQLException e) {
        return new SQLTransactionRollbackException("Another writer has begun the same log", "40001", e);
    }

    /** The attempt that another thought about this decision would be. */
    int attemptAt(DecisionId decision) {
        return lastAttempt > 0 && lastNanos == decision.asOfNanos() ? lastAttempt + 1 : 1;
    }

    Head after(LogRow row) {
        return new Head(key, row.seq(), row.hash(hash), row.entry().atNanos(), row.attempt());
    }

    void store(Connection connection) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setLong(1, rows);
            move.setString(2, hash);
            move.setLong(3, lastNanos);
            move.setInt(4, lastAttempt);
            place(move, 5, key);
            move.executeUpdate();
        }
    }

    static void place(PreparedStatement statement, int from, AgentKey key) throws SQLException {
        statement.setString(from, key.run());
        statement.setString(from + 1, key.agent().name());
        statement.setString(from + 2, key.symbol().name());
    }
}
