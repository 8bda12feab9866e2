package io.conclave.persistence.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a group of events changes, collected and written together: what concerns one row is one change, and
 * changes of one shape are one batch.
 *
 * <p>A row is updated and, if that met nothing, inserted: both databases understand it, and a run has one writer at a
 * time. A statement for each event costs a round trip each; the whole group costs a few.
 */
final class Rows {
    private record Place(String table, List<Object> key) {}

    private record Shape(String table, boolean insert, List<String> key, List<String> values) {}

    private final Map<Place, Row> written = new LinkedHashMap<>();
    private final Map<Place, Row> updated = new LinkedHashMap<>();

    void write(Row row) {
        var place = placeOf(row);
        var before = updated.remove(place);
        if (before != null) {
            written.put(place, before);
        }
        merge(written, place, row);
    }

    void update(Row row) {
        var place = placeOf(row);
        merge(written.containsKey(place) ? written : updated, place, row);
    }

    private static void merge(Map<Place, Row> rows, Place place, Row row) {
        var there = rows.putIfAbsent(place, row);
        if (there != null) {
            there.take(row);
        }
    }

    private static Place placeOf(Row row) {
        return new Place(row.table(), List.copyOf(row.key().values()));
    }

    /** Writes what was collected, and forgets it. */
    void flush(Connection connection) throws SQLException {
        for (var shape : shapes().entrySet()) {
            var missed = update(connection, shape.getKey(), shape.getValue());
            if (shape.getKey().insert() && !missed.isEmpty()) {
                insert(connection, shape.getKey(), missed);
            }
        }
        written.clear();
        updated.clear();
    }

    private Map<Shape, List<Row>> shapes() {
        var shapes = new LinkedHashMap<Shape, List<Row>>();
        collect(written.values(), true, shapes);
        collect(updated.values(), false, shapes);
        return shapes;
    }

    private static void collect(Collection<Row> rows, boolean insert, Map<Shape, List<Row>> shapes) {
        for (Row row : rows) {
            var shape = new Shape(
                    row.table(),
                    insert,
                    List.copyOf(row.key().keySet()),
                    List.copyOf(row.values().keySet()));
            shapes.computeIfAbsent(shape, s -> new ArrayList<>()).add(row);
        }
    }

    /** The rows that were not there. */
    private static List<Row> update(Connection connection, Shape shape, List<Row> rows) throws SQLException {
        var sql = "UPDATE " + shape.table() + " SET " + joined(shape.values(), " = ?", ", ") + " WHERE "
                + joined(shape.key(), " = ?", " AND ");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Row row : rows) {
                bind(statement, row.key(), bind(statement, row.values(), 1));
                statement.addBatch();
            }
            int[] met = statement.executeBatch();
            var missed = new ArrayList<Row>();
            for (int i = 0; i < met.length; i++) {
                if (met[i] == 0) {
                    missed.add(rows.get(i));
                } else if (met[i] == Statement.SUCCESS_NO_INFO) {
                    throw new IllegalStateException("The database does not say how many rows of " + shape.table()
                            + " an update met: the read models cannot be kept on it");
                }
            }
            return missed;
        }
    }

    private static void insert(Connection connection, Shape shape, List<Row> rows) throws SQLException {
        var sql = "INSERT INTO " + shape.table() + " (" + joined(shape.key(), "", ", ") + ", "
                + joined(shape.values(), "", ", ") + ") VALUES (?"
                + ", ?".repeat(shape.key().size() + shape.values().size() - 1) + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Row row : rows) {
                bind(statement, row.values(), bind(statement, row.key(), 1));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static int bind(PreparedStatement statement, Map<String, ? extends @Nullable Object> columns, int from)
            throws SQLException {
        int next = from;
        for (Object value : columns.values()) {
            statement.setObject(next++, value);
        }
        return next;
    }

    private static String joined(List<String> columns, String after, String between) {
        return columns.stream().map(column -> column + after).collect(Collectors.joining(between));
    }
}
