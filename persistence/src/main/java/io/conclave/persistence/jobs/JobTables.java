package io.conclave.persistence.jobs;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** How the tables of jobs are read and changed; each call is a transaction. Blocks on the database. */
final class JobTables {
    private final DataSource database;

    JobTables(DataSource database) {
        this.database = database;
    }

    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    @FunctionalInterface
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** All of it or nothing. */
    <T> T inOne(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } finally {
                // Whatever ended it, what is not committed is undone.
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The table of jobs cannot be written: " + e.getMessage(), e);
        }
    }

    /** Whether it changed one row. */
    boolean change(String sql, Object... parameters) {
        try (Connection connection = database.getConnection()) {
            return change(connection, sql, parameters) == 1;
        } catch (SQLException e) {
            throw new IllegalStateException("The table of jobs cannot be written: " + e.getMessage(), e);
        }
    }

    /** How many rows it changed. */
    static int change(Connection connection, String sql, Object... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    <T> List<T> list(Row<T> row, String sql, Object... parameters) {
        try (Connection connection = database.getConnection()) {
            return list(connection, row, sql, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException("The table of jobs cannot be read: " + e.getMessage(), e);
        }
    }

    static <T> List<T> list(Connection connection, Row<T> row, String sql, Object... parameters) throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setObject(i + 1, parameters[i]);
            }
            var found = new ArrayList<T>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(row.of(rows));
                }
            }
            return found;
        }
    }
}
