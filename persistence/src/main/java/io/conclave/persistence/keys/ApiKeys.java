package io.conclave.persistence.keys;

import io.conclave.domain.access.Role;
import io.conclave.persistence.audit.AuditEntry;
import io.conclave.persistence.audit.AuditTrail;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The table of keys. What is done to it is in the audit trail, or is not done.
 *
 * <p>Blocks on the database: a node asks a {@link KeyRing}.
 */
public final class ApiKeys {
    private static final int LONGEST_LABEL = 64;

    private final Connections connections;
    private final SecureRandom random = new SecureRandom();

    /**
     * A key that has just been made.
     *
     * @param secret the key itself, {@code tk_<id>_<secret>}; kept nowhere, so shown now or never
     */
    public record Made(ApiKey key, String secret) {
        @Override
        public String toString() {
            return "Made[" + key + "]";
        }
    }

    /**
     * Who makes or revokes a key.
     *
     * @param actor a key's id, or a user of the machine
     * @param role the actor's; empty on the command line
     * @param origin an address, or {@code command line}
     */
    public record By(String actor, String role, String origin) {}

    record Stored(ApiKey key, String digest) {}

    /** @param database on a server, migrated */
    public ApiKeys(DataSource database) {
        this(new Connections() {
            @Override
            public boolean isThere() {
                return true;
            }

            @Override
            public Connection open() throws SQLException {
                return database.getConnection();
            }
        });
    }

    private ApiKeys(Connections connections) {
        this.connections = connections;
    }

    /**
     * Keys in a file of their own, shared by all nodes and commands of this machine.
     *
     * @param file of kind H2; made with the first key
     */
    public static ApiKeys inFile(JournalConfig file) {
        if (file.kind() != JournalKind.H2) {
            throw new IllegalArgumentException("Keys are in a file only where the journal is");
        }
        return new ApiKeys(new KeyFile(file));
    }

    /**
     * Makes a key.
     *
     * @param expires absent: never
     * @throws IllegalArgumentException if it expires before it begins, or its label is longer than 64 characters
     */
    public Made create(Role role, String label, Optional<Long> expires, By by, long nowNanos) {
        if (label.length() > LONGEST_LABEL) {
            throw new IllegalArgumentException("A label has at most " + LONGEST_LABEL + " characters");
        }
        if (expires.filter(at -> at <= nowNanos).isPresent()) {
            throw new IllegalArgumentException("A key must expire later than now");
        }
        var text = KeyText.random(random);
        var key = new ApiKey(text.id(), role, label, nowNanos, expires, Optional.empty(), Optional.empty());
        change(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO api_keys (id, holder, digest, role, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, key.id());
                insert.setString(2, label);
                insert.setString(3, text.digest());
                insert.setString(4, role.word());
                insert.setLong(5, nowNanos);
                insert.setObject(6, expires.orElse(null), java.sql.Types.BIGINT);
                insert.executeUpdate();
            }
            AuditTrail.add(connection, entry(by, "keys create", key.id() + " " + role.word(), nowNanos));
            return true;
        });
        return new Made(key, text.secret());
    }

    /** By age, the oldest first; also those that do not hold any more. */
    public List<ApiKey> list() {
        return stored().stream().map(Stored::key).toList();
    }

    /**
     * Takes a key back. Nodes know within seconds.
     *
     * @return false if there is no such key, or it was revoked before
     */
    public boolean revoke(String id, String reason, By by, long nowNanos) {
        if (!connections.isThere()) {
            return false;
        }
        return change(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE api_keys SET revoked_at = ?, reason = ? WHERE id = ? AND revoked_at IS NULL")) {
                update.setLong(1, nowNanos);
                update.setString(2, reason);
                update.setString(3, id);
                if (update.executeUpdate() == 0) {
                    return false;
                }
            }
            AuditTrail.add(connection, entry(by, "keys revoke", id, nowNanos));
            return true;
        });
    }

    List<Stored> stored() {
        if (!connections.isThere()) {
            return List.of();
        }
        try (Connection connection = connections.open();
                PreparedStatement query =
                        connection.prepareStatement("SELECT * FROM api_keys ORDER BY created_at, id");
                ResultSet rows = query.executeQuery()) {
            var found = new ArrayList<Stored>();
            while (rows.next()) {
                found.add(new Stored(key(rows), rows.getString("digest")));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("The keys cannot be read: " + e.getMessage(), e);
        }
    }

    /** Notes when keys were used last. */
    void used(Map<String, Long> byId) {
        change(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE api_keys SET used_at = ? WHERE id = ?")) {
                for (var each : byId.entrySet()) {
                    update.setLong(1, each.getValue());
                    update.setString(2, each.getKey());
                    update.addBatch();
                }
                return update.executeBatch().length > 0;
            }
        });
    }

    private interface Change {
        boolean on(Connection connection) throws SQLException;
    }

    private boolean change(Change change) {
        try (Connection connection = connections.open()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                boolean changed = change.on(connection);
                connection.commit();
                done = true;
                return changed;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The keys cannot be changed: " + e.getMessage(), e);
        }
    }

    private static AuditEntry entry(By by, String action, String target, long nowNanos) {
        return new AuditEntry(
                UUID.randomUUID().toString(), nowNanos, by.actor(), by.role(), action, target, by.origin(), 0, "done");
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        var reason = row.getString("reason");
        return new ApiKey(
                row.getString("id"),
                Role.of(row.getString("role")),
                row.getString("holder"),
                row.getLong("created_at"),
                moment(row, "expires_at"),
                moment(row, "revoked_at").map(at -> new ApiKey.Revoked(at, reason == null ? "" : reason)),
                moment(row, "used_at"));
    }

    private static Optional<Long> moment(ResultSet row, String column) throws SQLException {
        long nanos = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(nanos);
    }
}
