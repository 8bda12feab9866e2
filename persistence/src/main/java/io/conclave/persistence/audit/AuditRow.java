package io.conclave.persistence.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/**
 * An entry in its place.
 *
 * @param seq from 1, without a gap
 */
record AuditRow(long seq, AuditEntry entry) {
    /** What the first row is chained to. */
    static final String GENESIS = "0".repeat(64);

    static final String INSERT =
            "INSERT INTO audit_trail (seq, id, at, actor, role, action, target, origin, status, code,"
                    + " hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** Names the layout of the bytes below; a new layout would be told by another name. */
    private static final String LAYOUT = "conclave audit trail 1";

    /** SHA-256, hex, of the hash before this row and of every column, each with its length. */
    String hash(String previous) {
        try (var bytes = new ByteArrayOutputStream(256);
                var out = new DataOutputStream(bytes)) {
            text(out, LAYOUT);
            text(out, previous);
            out.writeLong(seq);
            text(out, entry.id());
            out.writeLong(entry.atNanos());
            text(out, entry.actor());
            text(out, entry.role());
            text(out, entry.action());
            text(out, entry.target());
            text(out, entry.origin());
            out.writeInt(entry.status());
            text(out, entry.code());
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("Memory takes every byte", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    void bind(PreparedStatement insert, String hash) throws SQLException {
        insert.setLong(1, seq);
        insert.setString(2, entry.id());
        insert.setLong(3, entry.atNanos());
        insert.setString(4, entry.actor());
        insert.setString(5, entry.role());
        insert.setString(6, entry.action());
        insert.setString(7, entry.target());
        insert.setString(8, entry.origin());
        insert.setInt(9, entry.status());
        insert.setString(10, entry.code());
        insert.setString(11, hash);
    }

    static AuditRow of(ResultSet row) throws SQLException {
        return new AuditRow(
                row.getLong("seq"),
                new AuditEntry(
                        row.getString("id"),
                        row.getLong("at"),
                        row.getString("actor"),
                        row.getString("role"),
                        row.getString("action"),
                        row.getString("target"),
                        row.getString("origin"),
                        row.getInt("status"),
                        row.getString("code")));
    }
}
