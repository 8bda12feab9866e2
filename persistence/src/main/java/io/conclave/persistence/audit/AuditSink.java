package io.conclave.persistence.audit;

import io.conclave.persistence.ingest.Sink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Chains entries to what stands in the database, in the transaction that stores them. */
final class AuditSink implements Sink<AuditEntry> {
    @Override
    public int write(Connection connection, List<AuditEntry> entries) throws SQLException {
        var known = known(connection, entries);
        var fresh =
                entries.stream().filter(entry -> !known.contains(entry.id())).toList();
        if (fresh.isEmpty()) {
            return 0;
        }
        try (PreparedStatement lock = connection.prepareStatement(
                        "SELECT rows_written, hash FROM audit_head WHERE trail = 'api' FOR UPDATE");
                ResultSet head = lock.executeQuery();
                PreparedStatement insert = connection.prepareStatement(AuditRow.INSERT)) {
            head.next();
            long seq = head.getLong("rows_written");
            var hash = head.getString("hash");
            for (AuditEntry entry : fresh) {
                var row = new AuditRow(++seq, entry);
                hash = row.hash(hash);
                row.bind(insert, hash);
                insert.addBatch();
            }
            insert.executeBatch();
            moveHead(connection, seq, hash);
        }
        return fresh.size();
    }

    private static void moveHead(Connection connection, long rows, String hash) throws SQLException {
        try (PreparedStatement move =
                connection.prepareStatement("UPDATE audit_head SET rows_written = ?, hash = ? WHERE trail = 'api'")) {
            move.setLong(1, rows);
            move.setString(2, hash);
            move.executeUpdate();
        }
    }

    private static Set<String> known(Connection connection, List<AuditEntry> entries) throws SQLException {
        var known = new TreeSet<String>();
        var ids = connection.createArrayOf(
                "VARCHAR", entries.stream().map(AuditEntry::id).toArray());
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM audit_trail WHERE id = ANY(?)")) {
            query.setArray(1, ids);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    known.add(rows.getString("id"));
                }
            }
        }
        return known;
    }

    @Override
    public String name(AuditEntry entry) {
        return entry.action() + " of request " + entry.id();
    }
}
