package io.conclave.benchmarks;

import io.conclave.persistence.ingest.Sink;
import io.conclave.persistence.streams.Delivery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** A table that items of the bus are stored in, each once. */
final class StoredItems implements Sink<Delivery> {

    static void create(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE item (id text PRIMARY KEY, body text NOT NULL)");
            connection.commit();
        }
    }

    static void empty(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("TRUNCATE item");
            connection.commit();
        }
    }

    static long count(DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM item")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public int write(Connection connection, List<Delivery> rows) throws SQLException {
        try (var insert = connection.prepareStatement(
                "INSERT INTO item SELECT * FROM unnest(?::text[], ?::text[]) ON CONFLICT DO NOTHING")) {
            // An array of String travels in binary; one of Object as text, with each quote of a body escaped.
            insert.setArray(1, connection.createArrayOf("text", texts(rows, Delivery::id)));
            insert.setArray(2, connection.createArrayOf("text", texts(rows, Delivery::body)));
            return insert.executeUpdate();
        }
    }

    private static String[] texts(List<Delivery> rows, Function<Delivery, String> text) {
        return rows.stream().map(text).toArray(String[]::new);
    }

    @Override
    public String name(Delivery row) {
        return "item " + row.id();
    }
}
