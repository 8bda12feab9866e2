package io.conclave.persistence.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads the trail, and looks whether somebody changed it. Blocks on the database. */
public final class AuditReader {
    private static final int AT_A_TIME = 1_000;

    private final DataSource database;

    /** An entry and its place, from 1. */
    public record Placed(long seq, AuditEntry entry) {}

    /** @param database migrated */
    public AuditReader(DataSource database) {
        this.database = database;
    }

    /**
     * The newest first.
     *
     * @param before only what stands before this place; {@link Long#MAX_VALUE} for all
     * @param fromNanos inclusive
     * @param toNanos exclusive
     */
    public List<Placed> newest(long before, long fromNanos, long toNanos, int limit) {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT * FROM audit_trail WHERE seq < ?"
                        + " AND at >= ? AND at < ? ORDER BY seq DESC FETCH FIRST " + limit + " ROWS ONLY")) {
            query.setLong(1, before);
            query.setLong(2, fromNanos);
            query.setLong(3, toNanos);
            var found = new ArrayList<Placed>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    var row = AuditRow.of(rows);
                    found.add(new Placed(row.seq(), row.entry()));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("The audit trail cannot be read: " + e.getMessage(), e);
        }
    }

    /** What is wrong with the trail, in a sentence that names the first such row; empty if nothing is. */
    public Optional<String> fault() {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT * FROM audit_trail WHERE seq > ?"
                        + " AND seq <= ? ORDER BY seq FETCH FIRST " + AT_A_TIME + " ROWS ONLY")) {
            // The head first: rows that come while we read stand behind it.
            var head = head(connection);
            long seq = 0;
            var hash = AuditRow.GENESIS;
            while (seq < head.rows()) {
                query.setLong(1, seq);
                query.setLong(2, head.rows());
                try (ResultSet rows = query.executeQuery()) {
                    long before = seq;
                    while (rows.next()) {
                        var row = AuditRow.of(rows);
                        hash = row.hash(hash);
                        if (row.seq() != ++seq) {
                            return Optional.of("Row " + seq + " of the audit trail is missing");
                        }
                        if (!hash.equals(rows.getString("hash"))) {
                            return Optional.of("Row " + seq + " of the audit trail was altered");
                        }
                    }
                    if (seq == before) {
                        return Optional.of("The audit trail ends with row " + seq + " of " + head.rows());
                    }
                }
            }
            return hash.equals(head.hash())
                    ? Optional.empty()
                    : Optional.of("The head of the audit trail was altered: its hash is not that of row " + seq);
        } catch (SQLException e) {
            throw new IllegalStateException("The audit trail cannot be read: " + e.getMessage(), e);
        }
    }

    private record Head(long rows, String hash) {}

    private static Head head(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT rows_written, hash FROM audit_head WHERE trail = 'api'")) {
            row.next();
            return new Head(row.getLong("rows_written"), row.getString("hash"));
        }
    }
}
