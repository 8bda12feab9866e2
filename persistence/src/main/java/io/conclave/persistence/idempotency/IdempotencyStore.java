package io.conclave.persistence.idempotency;

import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers what was answered to a call that its caller gave a name, for {@link #KEPT}.
 *
 * <p>A call is claimed before it is done; whoever claims it again hears what became of it. One whose process died in the
 * middle stays claimed: nobody knows what it did, and that is what is said.
 */
public final class IdempotencyStore implements AutoCloseable {
    /** How long an answer is remembered. */
    public static final Duration KEPT = Duration.ofHours(24);

    /** A call that has run for so long does not run any more: several times what an answer may take. */
    private static final Duration RUNS = Duration.ofMinutes(1);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);

    /** How a call stands. */
    public sealed interface Claim {}

    /** It is the caller's to do. */
    public record Fresh() implements Claim {}

    /** Somebody is at it. */
    public record Running() implements Claim {}

    /** It was begun and never answered. */
    public record Lost() implements Claim {}

    /** Another call has that name. */
    public record Other() implements Claim {}

    public record Answered(Answer answer) implements Claim {}

    /**
     * What was answered.
     *
     * @param status of HTTP
     * @param location of what the call made
     */
    public record Answer(int status, String mediaType, String body, Optional<String> location) {}

    private final Transactions transactions;
    private final AtomicLong sweptNanos = new AtomicLong(Long.MIN_VALUE);

    /** @param config of a migrated database */
    public static IdempotencyStore open(JournalConfig config) {
        return new IdempotencyStore(Transactions.open(config, "idempotency keys"));
    }

    private IdempotencyStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Claims a call, or says how it stands.
     *
     * @param holder whose call; names of different holders do not meet
     * @param name 1 to 128 characters, as the caller chose it
     * @param request a digest of what is called, and with what
     */
    public CompletionStage<Claim> claim(String holder, String name, String request, long nowNanos) {
        return transactions.run(connection -> {
            sweep(connection, holder, name, nowNanos);
            return insert(connection, holder, name, request, nowNanos)
                    ? new Fresh()
                    : standing(connection, holder, name, request, nowNanos);
        });
    }

    /**
     * Remembers the answer to a claimed call.
     *
     * @return whether it was still to be answered
     */
    public CompletionStage<Boolean> keep(String holder, String name, Answer answer) {
        return transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE idempotency SET status = ?,"
                    + " media_type = ?, body = ?, location = ? WHERE holder = ? AND name = ? AND status IS NULL")) {
                update.setInt(1, answer.status());
                update.setString(2, answer.mediaType());
                update.setString(3, answer.body());
                update.setString(4, answer.location().orElse(null));
                update.setString(5, holder);
                update.setString(6, name);
                return update.executeUpdate() == 1;
            }
        });
    }

    /**
     * Gives a claimed call back that did nothing: it may be sent again under its name.
     *
     * @return whether it was still to be answered
     */
    public CompletionStage<Boolean> release(String holder, String name) {
        return transactions.run(connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM idempotency WHERE holder = ? AND name = ? AND status IS NULL")) {
                delete.setString(1, holder);
                delete.setString(2, name);
                return delete.executeUpdate() == 1;
            }
        });
    }

    /** This call's row goes as soon as it has expired; the others' once in a while. */
    private void sweep(Connection connection, String holder, String name, long nowNanos) throws SQLException {
        long swept = sweptNanos.get();
        boolean all = (swept == Long.MIN_VALUE || nowNanos - swept > BETWEEN_SWEEPS.toNanos())
                && sweptNanos.compareAndSet(swept, nowNanos);
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM idempotency WHERE expires_at <= ?" + (all ? "" : " AND holder = ? AND name = ?"))) {
            delete.setLong(1, nowNanos);
            if (!all) {
                delete.setString(2, holder);
                delete.setString(3, name);
            }
            delete.executeUpdate();
        }
    }

    private static boolean insert(Connection connection, String holder, String name, String request, long nowNanos)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO idempotency (holder, name, request, begun_at, expires_at) SELECT CAST(? AS VARCHAR(64)),"
                        + " CAST(? AS VARCHAR(128)), CAST(? AS VARCHAR(64)), CAST(? AS BIGINT), CAST(? AS BIGINT)"
                        + " WHERE NOT EXISTS (SELECT 1 FROM idempotency WHERE holder = ? AND name = ?)")) {
            insert.setString(1, holder);
            insert.setString(2, name);
            insert.setString(3, request);
            insert.setLong(4, nowNanos);
            insert.setLong(5, Math.addExact(nowNanos, KEPT.toNanos()));
            insert.setString(6, holder);
            insert.setString(7, name);
            return insert.executeUpdate() == 1;
        }
    }

    private static Claim standing(Connection connection, String holder, String name, String request, long nowNanos)
            throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT * FROM idempotency WHERE holder = ? AND name = ?")) {
            query.setString(1, holder);
            query.setString(2, name);
            try (ResultSet row = query.executeQuery()) {
                // Given back since it was met: whoever sends it once more will have it.
                if (!row.next()) {
                    return new Running();
                }
                if (!row.getString("request").equals(request)) {
                    return new Other();
                }
                int status = row.getInt("status");
                if (!row.wasNull()) {
                    return new Answered(new Answer(
                            status,
                            row.getString("media_type"),
                            row.getString("body"),
                            Optional.ofNullable(row.getString("location"))));
                }
                return nowNanos - row.getLong("begun_at") > RUNS.toNanos() ? new Lost() : new Running();
            }
        }
    }

    @Override
    public void close() {
        transactions.close();
    }
}
