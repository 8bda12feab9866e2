package io.conclave.persistence.journal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A transaction that reads, row by row, more than one would hold in memory, as of one moment. It locks nothing that another
 * waits for: so, unlike one that writes ({@link JournalConfig#noPauseInATransaction}), it may stand still between two rows for as
 * long as whoever reads them is busy.
 */
public final class LongRead implements AutoCloseable {
    private final Connection connection;

    private LongRead(Connection connection) {
        this.connection = connection;
    }

    /** Begins it; it ends before the connection is used for anything else. */
    public static LongRead begin(Connection connection) throws SQLException {
        // PostgreSQL hands out a result piece by piece only inside a transaction.
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            try (var statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION READ ONLY");
                statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
            }
        }
        return new LongRead(connection);
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
    }
}
