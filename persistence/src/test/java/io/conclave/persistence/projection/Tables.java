package io.conclave.persistence.projection;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Every row of every read model of a run, as text, in the order of its columns. */
public final class Tables {
    private Tables() {}

    public static SortedMap<String, List<String>> of(DataSource database, String run) throws SQLException {
        var all = new TreeMap<String, List<String>>();
        try (var connection = database.getConnection()) {
            for (String table : Upkeep.TABLES) {
                var rows = new ArrayList<String>();
                try (var query = connection.prepareStatement("SELECT * FROM " + table + " WHERE run = ?")) {
                    query.setString(1, run);
                    try (var found = query.executeQuery()) {
                        int columns = found.getMetaData().getColumnCount();
                        while (found.next()) {
                            var row = new StringBuilder();
                            for (int i = 1; i <= columns; i++) {
                                row.append(found.getString(i)).append(" | ");
                            }
                            rows.add(row.toString());
                        }
                    }
                }
                all.put(table, rows.stream().sorted().toList());
            }
        }
        return all;
    }

    /** How many rows there are, and that no table is empty but those named. */
    public static long rows(SortedMap<String, List<String>> tables) {
        return tables.values().stream().flatMap(List::stream).count();
    }

    static Stream<String> empty(SortedMap<String, List<String>> tables) {
        return tables.entrySet().stream()
                .filter(table -> table.getValue().isEmpty())
                .map(java.util.Map.Entry::getKey);
    }
}
