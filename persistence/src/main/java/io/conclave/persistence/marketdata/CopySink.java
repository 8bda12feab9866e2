package io.conclave.persistence.marketdata;

import io.conclave.persistence.ingest.Sink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.InstantSource;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * PostgreSQL's COPY straight into the table, in the hope that all of it is new; if not, an insert that leaves out what is
 * known.
 *
 * <p>Feeds bring nearly everything once, and COPY is twice as fast. After a clash more are to be expected, from an import done
 * again or a feed that is caught up with, so the next groups are inserted at once. For one thread.
 */
final class CopySink implements Sink<MarketRow> {
    private static final String COPY = "COPY market_data (" + UnnestInsert.COLUMNS + ") FROM STDIN";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final int CAUTIOUS_GROUPS = 50;

    private final InstantSource clock;
    private int cautious;

    CopySink(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public int write(Connection connection, List<MarketRow> rows) throws SQLException {
        long now = Epoch.nanos(clock.instant());
        if (cautious > 0) {
            cautious--;
            return UnnestInsert.run(connection, rows, now);
        }
        Savepoint before = connection.setSavepoint();
        try {
            return copy(connection, rows, now);
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            cautious = CAUTIOUS_GROUPS;
            connection.rollback(before);
            return UnnestInsert.run(connection, rows, now);
        }
    }

    private static int copy(Connection connection, List<MarketRow> rows, long now) throws SQLException {
        var text = new CopyText(rows.size());
        rows.forEach(row -> text.add(row, now));
        try {
            return (int) connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(COPY, new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new SQLException("COPY could not be sent: " + e.getMessage(), "08006", e);
        }
    }

    @Override
    public String name(MarketRow row) {
        return row.toString();
    }
}
