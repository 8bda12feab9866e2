package io.conclave.persistence.gate;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.execution.TradingGate;
import io.conclave.orchestrator.killswitch.HaltRow;
import io.conclave.persistence.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The {@link TradingGate} over the tables {@code trading_gate}, {@code executor_epoch} and {@code order_claim}.
 *
 * <p>Every change locks the account's row first, so that claims, take-overs and halts of an account happen one after the
 * other, whichever node asks: a claim is either before a halt, or refused. What is asked while another question of its kind
 * is being answered is asked in the next transaction, together.
 */
public final class JdbcTradingGate implements TradingGate {
    private static final String WHOSE = " WHERE run = ? AND account = ?";

    private static final int LONGEST_REASON = 1_000;

    private final Transactions transactions;
    private final Map<Account, Gathering<Account, Optional<HaltRow.Standing>>> standings = new ConcurrentHashMap<>();
    private final Map<Account, Gathering<ClientOrderId, SortedSet<ClientOrderId>>> names = new ConcurrentHashMap<>();
    private final Map<Executor, Gathering<OrderTicket, Claim>> claims = new ConcurrentHashMap<>();

    private record Account(String run, String name) {}

    private record Executor(Account account, long epoch) {}

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
        var executor = new Executor(new Account(run, account), epoch);
        return claims.computeIfAbsent(executor, of -> new Gathering<>(all -> claimTogether(of, all)))
                .ask(orders);
    }

    private CompletionStage<Claim> claimTogether(Executor executor, List<OrderTicket> orders) {
        var account = executor.account();
        return transactions.run(connection -> {
            var standing = locked(connection, account.run(), account.name());
            if (standing.epoch() != executor.epoch()) {
                return new Refused(Refusal.STALE_EXECUTOR);
            }
            if (standing.halted()) {
                return new Refused(Refusal.HALTED);
            }
            var fresh = new TreeMap<String, OrderTicket>();
            orders.forEach(order -> fresh.put(order.id().value(), order));
            var known = claimed(connection, account, List.copyOf(fresh.keySet()));
            fresh.keySet().removeAll(known);
            move(connection, executor, known);
            insert(connection, executor, fresh.values());
            return new Granted();
        });
    }

    /** An older executor's claims become the present one's. */
    private void move(Connection connection, Executor executor, SortedSet<String> orders) throws SQLException {
        if (orders.isEmpty()) {
            return;
        }
        var sql = "UPDATE order_claim SET epoch = ?, claimed_at = " + transactions.now()
                + " WHERE run = ? AND client_order_id = ANY(?) AND epoch < ?";
        try (var update = connection.prepareStatement(sql)) {
            update.setLong(1, executor.epoch());
            update.setString(2, executor.account().run());
            update.setArray(3, connection.createArrayOf("VARCHAR", orders.toArray()));
            update.setLong(4, executor.epoch());
            update.executeUpdate();
        }
    }

    private void insert(Connection connection, Executor executor, Collection<OrderTicket> orders) throws SQLException {
        if (orders.isEmpty()) {
            return;
        }
        var sql = "INSERT INTO order_claim (run, client_order_id, account, epoch, decision, claimed_at)"
                + " VALUES (?, ?, ?, ?, ?, " + transactions.now() + ")";
        try (var insert = connection.prepareStatement(sql)) {
            for (var order : orders) {
                insert.setString(1, executor.account().run());
                insert.setString(2, order.id().value());
                insert.setString(3, executor.account().name());
                insert.setLong(4, executor.epoch());
                insert.setString(5, new DecisionId(order.symbol(), order.atNanos()).toString());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public CompletionStage<SortedSet<ClientOrderId>> claimed(String run, String account, List<ClientOrderId> orders) {
        return names.computeIfAbsent(new Account(run, account), of -> new Gathering<>(all -> claimed(of, all)))
                .ask(orders)
                .thenApply(all -> {
                    var claimed = new TreeSet<>(all);
                    claimed.retainAll(orders);
                    return claimed;
                });
    }

    private CompletionStage<SortedSet<ClientOrderId>> claimed(Account account, List<ClientOrderId> orders) {
        return transactions.run(connection -> {
            var found = new TreeSet<>(Comparator.comparing(ClientOrderId::value));
            claimed(
                            connection,
                            account,
                            orders.stream().map(ClientOrderId::value).toList())
                    .forEach(id -> found.add(new ClientOrderId(id)));
            return found;
        });
    }

    private static SortedSet<String> claimed(Connection connection, Account account, List<String> orders)
            throws SQLException {
        var found = new TreeSet<String>();
        var sql = "SELECT client_order_id FROM order_claim" + WHOSE + " AND client_order_id = ANY(?)";
        try (var query = connection.prepareStatement(sql)) {
            query.setString(1, account.run());
            query.setString(2, account.name());
            query.setArray(3, connection.createArrayOf("VARCHAR", orders.toArray()));
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    @Override
    public CompletionStage<Optional<HaltRow.Standing>> standing(String run, String account) {
        return standings
                .computeIfAbsent(
                        new Account(run, account),
                        of -> new Gathering<>(
                                all -> transactions.run(connection -> standing(connection, of.run(), of.name(), ""))))
                .ask(List.of());
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
