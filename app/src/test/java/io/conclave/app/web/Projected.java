package io.conclave.app.web;

import io.conclave.app.session.RunSession;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The read models of a run as they stand in the database: every row of every table that is made from its events. */
final class Projected {
    private static final List<String> TABLES = List.of(
            "runs",
            "decisions",
            "votes",
            "agent_weights",
            "vetoes",
            "orders",
            "fills",
            "equity",
            "positions",
            "agents",
            "projected");

    private Projected() {}

    static SortedMap<String, List<String>> rowsOf(RunSession session) throws SQLException {
        var journal = session.journal();
        var rows = new TreeMap<String, List<String>>();
        try (var connection = DriverManager.getConnection(journal.jdbcUrl(), journal.user(), journal.password())) {
            for (String table : TABLES) {
                rows.put(table, rows(connection, table, session.manifest().run()));
            }
        }
        return rows;
    }

    private static List<String> rows(Connection connection, String table, String run) throws SQLException {
        var rows = new ArrayList<String>();
        try (var query = connection.prepareStatement("SELECT * FROM " + table + " WHERE run = ?")) {
            query.setString(1, run);
            try (var found = query.executeQuery()) {
                int columns = found.getMetaData().getColumnCount();
                while (found.next()) {
                    var row = new ArrayList<String>();
                    for (int i = 1; i <= columns; i++) {
                        row.add(found.getMetaData().getColumnLabel(i) + "=" + found.getString(i));
                    }
                    rows.add(String.join(" ", row));
                }
            }
        }
        return rows.stream().sorted().toList();
    }
}
