package io.conclave.persistence.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One row of a read model on its way in: found by its key and changed, or added.
 *
 * <p>An update and, if it met nothing, an insert: both databases understand it, and a run has one writer.
 */
final class Row {
    private final String table;
    private final Map<String, Object> key = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    private Row(String table) {
        this.table = table;
    }

    static Row of(String table) {
        return new Row(table);
    }

    Row key(String column, Object value) {
        key.put(column, value);
        return this;
    }

    Row set(String column, Object value) {
        values.put(column, value);
        return this;
    }

    void write(Connection connection) throws SQLException {
        if (update(connection) == 0) {
            insert(connection);
        }
    }

    /** Changes the row if it is there. */
    int update(Connection connection) throws SQLException {
        var sql = "UPDATE " + table + " SET " + joined(values.keySet(), " = ?", ", ") + " WHERE "
                + joined(key.keySet(), " = ?", " AND ");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, key, bind(statement, values, 1));
            return statement.executeUpdate();
        }
    }

    private void insert(Connection connection) throws SQLException {
        var sql = "INSERT INTO " + table + " (" + joined(key.keySet(), "", ", ") + ", "
                + joined(values.keySet(), "", ", ") + ") VALUES (?" + ", ?".repeat(key.size() + values.size() - 1)
                + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values, bind(statement, key, 1));
            statement.executeUpdate();
        }
    }

    private static int bind(PreparedStatement statement, Map<String, Object> columns, int from) throws SQLException {
        int next = from;
        for (Object value : columns.values()) {
            statement.setObject(next++, value);
        }
        return next;
    }

    private static String joined(Collection<String> columns, String after, String between) {
        return columns.stream().map(column -> column + after).collect(Collectors.joining(between));
    }
}
