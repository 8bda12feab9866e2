package io.conclave.persistence.ingest;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Puts rows of one kind into the database.
 *
 * <p>A group may be written again: after a fault nobody knows whether it was committed. So a row that is there already
 * must change nothing and count as written.
 */
public interface Sink<R> {
    /**
     * Writes rows in the order they were offered, in a transaction that the caller has begun and ends.
     *
     * @return how many of them were new
     * @throws SQLException of class 22 or 23 if a row cannot be stored: it is then looked for, and the others written
     *     without it; any other says that the database is in trouble: all of them are tried again
     */
    int write(Connection connection, List<R> rows) throws SQLException;

    /** Names a row for people, such as {@code trade 1f00:17 of BTC-USD}. */
    String name(R row);
}
