package io.conclave.persistence.journal;

import io.conclave.agents.Journaled;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Reads the journal without actors, for replay, reports and explanations: what one entity or one run journalled, in order.
 *
 * <p>Reads by plain JDBC through the journal's own codec; an event that cannot be understood is never skipped.
 */
public final class JournalReader {
    private static final int FETCH = 500;
    private static final String COLUMNS =
            "j.ordering, j.persistence_id, j.sequence_number, j.write_timestamp, j.event_ser_id, j.event_ser_manifest,"
                    + " j.event_payload";

    private final DataSource database;

    /**
     * One event where it stands.
     *
     * @param ordering position in the whole journal, ascending, with holes
     * @param sequence position in its entity's journal, from 1, without holes
     * @param writtenAtMillis wall time of writing, epoch milliseconds
     * @param name the name it is stored under
     */
    public record Entry(
            long ordering, String persistenceId, long sequence, long writtenAtMillis, String name, Journaled event) {}

    public JournalReader(DataSource database) {
        this.database = database;
    }

    /** Everything an entity journalled, oldest first. */
    public List<Entry> events(String persistenceId) {
        var entries = new ArrayList<Entry>();
        read(
                "SELECT " + COLUMNS + " FROM event_journal j WHERE j.persistence_id = ? AND NOT j.deleted"
                        + " ORDER BY j.sequence_number",
                persistenceId,
                entries::add);
        return entries;
    }

    /** What an entity journalled after one of its events up to another, oldest first. */
    public List<Entry> events(String persistenceId, long after, long until) {
        var entries = new ArrayList<Entry>();
        read(
                "SELECT " + COLUMNS + " FROM event_journal j WHERE j.persistence_id = ? AND j.sequence_number > "
                        + after + " AND j.sequence_number <= " + until
                        + " AND NOT j.deleted ORDER BY j.sequence_number",
                persistenceId,
                entries::add);
        return entries;
    }

    /** Everything tagged with a run, in the order it was written; agents' votes are not tagged, rounds hold them. */
    public List<Entry> eventsOfRun(String run) {
        var entries = new ArrayList<Entry>();
        forEachOfRun(run, entries::add);
        return entries;
    }

    /** As {@link #eventsOfRun(String)}, one at a time, for runs that do not fit in memory. */
    public void forEachOfRun(String run, Consumer<Entry> reader) {
        read(
                "SELECT " + COLUMNS + " FROM event_tag t JOIN event_journal j ON j.ordering = t.event_id"
                        + " WHERE t.tag = ? AND NOT j.deleted ORDER BY j.ordering",
                run,
                reader);
    }

    /** How many events of a kind are tagged with a run; reads none of them. */
    public int count(String run, Class<? extends Journaled> kind) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT COUNT(*) FROM event_tag t JOIN event_journal j ON j.ordering = t.event_id"
                                + " WHERE t.tag = ? AND j.event_ser_manifest = ? AND NOT j.deleted")) {
            query.setString(1, run);
            query.setString(2, EventNames.nameOf(kind));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The journal cannot be read: " + e.getMessage(), e);
        }
    }

    /** Every run in this journal, in the order they were begun. */
    public List<String> runs() {
        return strings("SELECT tag FROM event_tag GROUP BY tag ORDER BY MIN(event_id)");
    }

    /** The entities of a run, agents among them, by name. */
    public List<String> persistenceIds(String run) {
        return strings(
                "SELECT DISTINCT persistence_id FROM event_journal WHERE persistence_id LIKE ? OR persistence_id LIKE ?"
                        + " ORDER BY persistence_id",
                "%|" + run + ":%",
                "%|" + run);
    }

    private void read(String sql, String parameter, Consumer<Entry> reader) {
        try (Connection connection = database.getConnection();
                var _ = LongRead.begin(connection);
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setFetchSize(FETCH);
            query.setString(1, parameter);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    reader.accept(entry(rows));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The journal cannot be read: " + e.getMessage(), e);
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        var persistenceId = row.getString(2);
        long sequence = row.getLong(3);
        var name = row.getString(6);
        if (row.getInt(5) != JournalSerializer.IDENTIFIER) {
            throw new UnreadableEventException(
                    "Event " + sequence + " of " + persistenceId + " was not written by Conclave's serializer but by "
                            + row.getInt(5),
                    null);
        }
        return new Entry(
                row.getLong(1),
                persistenceId,
                sequence,
                row.getLong(4),
                name,
                JournalCodec.read(name, row.getBytes(7)));
    }

    private List<String> strings(String sql, String... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            var found = new ArrayList<String>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("The journal cannot be read: " + e.getMessage(), e);
        }
    }
}
