package io.conclave.persistence.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a group of events changes, collected and written together: what concerns one row is one change, and
 * rows of one shape are one statement of many rows.
 *
 * <p>Written rows are changed if they are there and added if not, by each database's own word for it; a statement for
 * each event, or for each row, costs several times as much.
 */
final class Rows {
    private static final int MOST_ROWS = 64;

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
            if (shape.getKey().insert()) {
                upsert(connection, shape.getKey(), shape.getValue());
            } else {
                update(connection, shape.getKey(), shape.getValue());
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

    /** By powers of two, so that few statements differ and the server knows them again. */
    private static void upsert(Connection connection, Shape shape, List<Row> rows) throws SQLException {
        boolean isPostgres = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
        int from = 0;
        while (from < rows.size()) {
            int size = Math.min(MOST_ROWS, Integer.highestOneBit(rows.size() - from));
            var sql = isPostgres ? onPostgres(shape, size) : onH2(shape, size);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int next = 1;
                for (Row row : rows.subList(from, from + size)) {
                    next = bind(statement, row.values(), bind(statement, row.key(), next));
                }
                statement.executeUpdate();
            }
            from += size;
        }
    }

    private static String onPostgres(Shape shape, int size) {
        var changed = shape.values().stream()
                .map(column -> column + " = EXCLUDED." + column)
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + shape.table() + " (" + columns(shape) + ") VALUES " + places(shape, size)
                + " ON CONFLICT (" + String.join(", ", shape.key()) + ") DO UPDATE SET " + changed;
    }

    private static String onH2(Shape shape, int size) {
        return "MERGE INTO " + shape.table() + " (" + columns(shape) + ") KEY (" + String.join(", ", shape.key())
                + ") VALUES " + places(shape, size);
    }

    private static String columns(Shape shape) {
        return String.join(", ", shape.key()) + ", " + String.join(", ", shape.values());
    }

    private static String places(Shape shape, int size) {
        var one = "(?" + ", ?".repeat(shape.key().size() + shape.values().size() - 1) + ")";
        return one + (", " + one).repeat(size - 1);
    }

    private static void update(Connection connection, Shape shape, List<Row> rows) throws SQLException {
        var sql = "UPDATE " + shape.table() + " SET " + joined(shape.values(), " = ?", ", ") + " WHERE "
                + joined(shape.key(), " = ?", " AND ");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Row row : rows) {
                bind(statement, row.key(), bind(statement, row.values(), 1));
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
