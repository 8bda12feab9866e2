package io.conclave.persistence.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the events that a projection has passed by: they are in the journal, behind its offset, and not in the read
 * models. That happens when a transaction commits after the projection has stopped waiting for it.
 */
final class Missing {
    /** An entity that is known goes on behind the offset: two look-ups by key each. */
    private static final String KNOWN = """
            SELECT p.persistence_id,
                   (SELECT MAX(j.sequence_number) FROM event_journal j
                    WHERE j.persistence_id = p.persistence_id AND j.sequence_number > p.sequence_number
                      AND j.ordering <= ? AND NOT j.deleted) AS until
            FROM projected p
            WHERE p.run = ?""";

    /** An entity that is not known has begun behind the offset. */
    private static final String UNKNOWN = """
            SELECT j.persistence_id, MAX(j.sequence_number) AS until
            FROM event_tag t JOIN event_journal j ON j.ordering = t.event_id
            WHERE t.tag = ? AND t.event_id > ? AND t.event_id <= ? AND NOT j.deleted
              AND NOT EXISTS (SELECT 1 FROM projected p WHERE p.run = t.tag AND p.persistence_id = j.persistence_id)
            GROUP BY j.persistence_id""";

    private Missing() {}

    /**
     * The last missing event of each entity that has any.
     *
     * @param from where to begin to look for entities that are not known at all: an offset, 0 for everywhere
     * @param until the projection's offset
     */
    static SortedMap<String, Long> in(Connection connection, String run, long from, long until) throws SQLException {
        var missing = new TreeMap<String, Long>();
        try (var known = connection.prepareStatement(KNOWN)) {
            known.setLong(1, until);
            known.setString(2, run);
            collect(known, missing);
        }
        try (var unknown = connection.prepareStatement(UNKNOWN)) {
            unknown.setString(1, run);
            unknown.setLong(2, from);
            unknown.setLong(3, until);
            collect(unknown, missing);
        }
        return missing;
    }

    private static void collect(PreparedStatement query, SortedMap<String, Long> missing) throws SQLException {
        try (var rows = query.executeQuery()) {
            while (rows.next()) {
                long until = rows.getLong(2);
                if (!rows.wasNull()) {
                    missing.put(rows.getString(1), until);
                }
            }
        }
    }
}
