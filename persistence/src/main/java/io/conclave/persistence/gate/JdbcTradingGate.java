package io.conclave.persistence.gate;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.execution.TradingGate;
import io.conclave.orchestrator.killswitch.HaltRow;
import io.conclave.persistence.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * The {@link TradingGate} over the tables {@code trading_gate}, {@code executor_epoch} and {@code order_claim}.
 *
 * <p>Every change locks the account's row first, so that claims, take-overs and halts of an account happen one after the
 * other, whichever node asks: a claim is either before a halt, or refused.
 */
public final class JdbcTradingGate implements TradingGate {
    private static final String WHOSE = " WHERE run = ? AND account = ?";

    private static final int LONGEST_REASON = 1_000;

    private final Transactions transactions;

    /** @param transactions of a migrated database; stays its owner's to close */
    public JdbcTradingGate(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public CompletionStage<Long> takeOver(String run, String account, String executor) {
        return transactions.run(connection -> {
            long epoch = locked(connection, run, account).epoch() + 1;
            var update = "UPDATE trading_gate SET epoch = ?, executor = ?" + WHOSE;
            try (var statement = connection.prepareStatement(update)) {
                statement.setLong(1, epoch);
                statement.setString(2, executor);
                statement.setString(3, run);
                statement.setString(4, account);
                statement.executeUpdate();
            }
            var insert = "INSERT INTO executor_epoch (run, account, epoch, executor, taken_at) VALUES (?, ?, ?, ?, "
                    + transactions.now() + ")";
            try (var statement = connection.prepareStatement(insert)) {
                statement.setString(1, run);
                statement.setString(2, account);
                statement.setLong(3, epoch);
                statement.setString(4, executor);
                statement.executeUpdate();
            }
            return epoch;
        });
    }

    @Override
    public CompletionStage<Claim> claim(String run, String account, long epoch, List<OrderTicket> orders) {
        return transactions.run(connection -> {
            var standing = locked(connection, run, account);
            if (standing.epoch() != epoch) {
                return new Refused(Refusal.STALE_EXECUTOR);
            }
            if (standing.halted()) {
                return new Refused(Refusal.HALTED);
            }
            for (var order : orders) {
                claim(connection, run, account, epoch, order);
            }
            return new Granted();
        });
    }

    /** Moves an older executor's claim to the present one, leaves the present one's as it is, or makes the first. */
    private void claim(Connection connection, String run, String account, long epoch, OrderTicket order)
            throws SQLException {
        if (isClaimed(connection, run, account, order.id())) {
            var move = "UPDATE order_claim SET epoch = ?, claimed_at = " + transactions.now()
                    + " WHERE run = ? AND client_order_id = ? AND epoch < ?";
            try (var statement = connection.prepareStatement(move)) {
                statement.setLong(1, epoch);
                statement.setString(2, run);
                statement.setString(3, order.id().value());
                statement.setLong(4, epoch);
                statement.executeUpdate();
            }
            return;
        }
        var insert = "INSERT INTO order_claim (run, client_order_id, account, epoch, decision, claimed_at)"
                + " VALUES (?, ?, ?, ?, ?, " + transactions.now() + ")";
        try (var statement = connection.prepareStatement(insert)) {
            statement.setString(1, run);
            statement.setString(2, order.id().value());
            statement.setString(3, account);
            statement.setLong(4, epoch);
            statement.setString(5, new DecisionId(order.symbol(), order.atNanos()).toString());
            statement.executeUpdate();
        }
    }

    @Override
    public CompletionStage<SortedSet<ClientOrderId>> claimed(String run, String account, List<ClientOrderId> orders) {
        return transactions.run(connection -> {
            var found = new TreeSet<>(Comparator.comparing(ClientOrderId::value));
            for (var order : orders) {
                if (isClaimed(connection, run, account, order)) {
                    found.add(order);
                }
            }
            return found;
        });
    }

    private static boolean isClaimed(Connection connection, String run, String account, ClientOrderId order)
            throws SQLException {
        var sql = "SELECT 1 FROM order_claim" + WHOSE + " AND client_order_id = ?";
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, run);
            query.setString(2, account);
            query.setString(3, order.value());
            try (var rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    @Override
    public CompletionStage<Optional<HaltRow.Standing>> standing(String run, String account) {
        return transactions.run(connection -> standing(connection, run, account, ""));
    }

    @Override
    public CompletionStage<HaltRow.Standing> halt(
            String run, String account, String reason, String actor, long atNanos) {
        return put(run, account, true, reason, actor, atNanos);
    }

    @Override
    public CompletionStage<HaltRow.Standing> resume(
            String run, String account, String reason, String actor, long atNanos) {
        return put(run, account, false, reason, actor, atNanos);
    }

    private CompletionStage<HaltRow.Standing> put(
            String run, String account, boolean halted, String reason, String actor, long atNanos) {
        if (reason.isBlank() || actor.isBlank()) {
            throw new IllegalArgumentException("Halting and resuming need a reason and somebody who did it");
        }
        var why = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
        return transactions.run(connection -> {
            var before = locked(connection, run, account);
            if (before.halted() == halted) {
                return before;
            }
            var sql = "UPDATE trading_gate SET halted = ?, reason = ?, actor = ?, at = ?" + WHOSE;
            try (var statement = connection.prepareStatement(sql)) {
                statement.setBoolean(1, halted);
                statement.setString(2, why);
                statement.setString(3, actor);
                statement.setLong(4, atNanos);
                statement.setString(5, run);
                statement.setString(6, account);
                statement.executeUpdate();
            }
            return new HaltRow.Standing(before.epoch(), before.executor(), halted, why, actor, atNanos);
        });
    }

    /** The account's row, made if it is not there, and held until the transaction ends. */
    private static HaltRow.Standing locked(Connection connection, String run, String account) throws SQLException {
        var standing = standing(connection, run, account, " FOR UPDATE");
        if (standing.isPresent()) {
            return standing.get();
        }
        try (var insert = connection.prepareStatement("INSERT INTO trading_gate (run, account) VALUES (?, ?)")) {
            insert.setString(1, run);
            insert.setString(2, account);
            insert.executeUpdate();
        }
        return new HaltRow.Standing(0, "", false, "", "", 0);
    }

    private static Optional<HaltRow.Standing> standing(Connection connection, String run, String account, String lock)
            throws SQLException {
        var sql = "SELECT epoch, executor, halted, reason, actor, at FROM trading_gate" + WHOSE + lock;
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, run);
            query.setString(2, account);
            try (var row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new HaltRow.Standing(
                        row.getLong(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6)));
            }
        }
    }
}
