package io.conclave.system.audit;

import io.conclave.agents.Journaled;
import io.conclave.persistence.journal.JournalReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Everything that a database holds of one run: the journal as it was read once, rows as they are asked for. */
final class Evidence {
    private final DataSource database;
    private final String run;
    private final SortedMap<String, List<JournalReader.Entry>> entities = new TreeMap<>();

    private Evidence(DataSource database, String run) {
        this.database = database;
        this.run = run;
        var reader = new JournalReader(database);
        for (String entity : reader.persistenceIds(run)) {
            entities.put(entity, reader.events(entity));
        }
    }

    /** @throws IllegalStateException if the journal holds what nobody can read */
    static Evidence of(DataSource database, String run) {
        return new Evidence(database, run);
    }

    DataSource database() {
        return database;
    }

    String run() {
        return run;
    }

    /** Entities by their full name in the journal, each with its events in order. */
    SortedMap<String, List<JournalReader.Entry>> entities() {
        return Collections.unmodifiableSortedMap(entities);
    }

    /** Every event of a type, entity by entity, in the order each wrote them. */
    <E extends Journaled> List<E> events(Class<E> type) {
        return entities.values().stream()
                .flatMap(List::stream)
                .flatMap(entry -> type.isInstance(entry.event()) ? Stream.of(type.cast(entry.event())) : Stream.empty())
                .toList();
    }

    List<Row> rows(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setObject(i + 1, parameters[i]);
            }
            try (ResultSet found = query.executeQuery()) {
                var rows = new ArrayList<Row>();
                var columns = found.getMetaData();
                while (found.next()) {
                    var row = new TreeMap<String, String>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        row.put(columns.getColumnLabel(i), String.valueOf(found.getString(i)));
                    }
                    rows.add(new Row(row));
                }
                return rows;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The auditor cannot ask \"" + sql + "\": " + e.getMessage(), e);
        }
    }
}
