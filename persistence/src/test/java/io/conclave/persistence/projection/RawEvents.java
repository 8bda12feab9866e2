package io.conclave.persistence.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.conclave.agents.Journaled;
import io.conclave.persistence.journal.EventNames;
import io.conclave.persistence.journal.JournalJson;
import java.sql.Connection;
import java.sql.SQLException;

/** Events written to the journal by hand, so that a test decides when they are committed. */
final class RawEvents {
    private static final int SERIALIZER = 20_131_125;

    private RawEvents() {}

    static void insert(Connection connection, String persistenceId, long sequence, Journaled event, String tag)
            throws SQLException {
        var sql = "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
                + " adapter_manifest, event_ser_id,"
                + " event_ser_manifest, event_payload) VALUES (?, ?, 'by hand', 0, '', ?, ?, ?)";
        try (var insert = connection.prepareStatement(sql, new String[] {"ordering"})) {
            insert.setString(1, persistenceId);
            insert.setLong(2, sequence);
            insert.setInt(3, SERIALIZER);
            insert.setString(4, EventNames.nameOf(event.getClass()));
            insert.setBytes(5, JournalJson.mapper().writeValueAsBytes(event));
            insert.executeUpdate();
            try (var keys = insert.getGeneratedKeys()) {
                keys.next();
                tag(connection, keys.getLong(1), tag);
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void tag(Connection connection, long ordering, String tag) throws SQLException {
        try (var insert = connection.prepareStatement("INSERT INTO event_tag (event_id, tag) VALUES (?, ?)")) {
            insert.setLong(1, ordering);
            insert.setString(2, tag);
            insert.executeUpdate();
        }
    }
}
