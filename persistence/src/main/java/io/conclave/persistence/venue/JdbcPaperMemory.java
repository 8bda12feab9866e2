package io.conclave.persistence.venue;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.execution.PaperMemory;
import io.conclave.persistence.transaction.Transactions;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A {@link PaperMemory} over the tables {@code paper_account}, {@code paper_order} and {@code paper_fill}.
 *
 * <p>Whoever writes locks the account's row first: fills are numbered in the order they are committed.
 */
public final class JdbcPaperMemory implements PaperMemory {
    private static final String WHOSE = " WHERE run = ? AND account = ?";
    private static final String ORDER =
            "SELECT id, symbol, side, quantity, reference, at_nanos FROM paper_order" + WHOSE;

    private final Transactions transactions;
    private final String run;
    private final String account;

    /** @param transactions of a migrated database; stays its owner's to close */
    public JdbcPaperMemory(Transactions transactions, String run, String account) {
        this.transactions = transactions;
        this.run = run;
        this.account = account;
    }

    @Override
    public CompletionStage<Boolean> accept(OrderTicket order) {
        return transactions.run(connection -> {
            lock(connection);
            boolean isNew = find(connection, order.id()).isEmpty();
            if (isNew) {
                insert(connection, order);
            }
            return isNew;
        });
    }

    @Override
    public CompletionStage<Optional<OrderTicket>> find(ClientOrderId order) {
        return transactions.run(connection -> find(connection, order));
    }

    @Override
    public CompletionStage<List<OrderTicket>> open() {
        return transactions.run(connection -> {
            try (var query = mine(connection, ORDER + " AND NOT traded ORDER BY at_nanos, id");
                    var rows = query.executeQuery()) {
                var orders = new ArrayList<OrderTicket>();
                while (rows.next()) {
                    orders.add(order(rows));
                }
                return orders;
            }
        });
    }

    @Override
    public CompletionStage<Integer> fill(List<Fill> fills) {
        return transactions.run(connection -> {
            long before = lock(connection);
            long number = before;
            for (var fill : fills) {
                if (!isKnown(connection, fill)) {
                    insert(connection, ++number, fill);
                }
            }
            try (var update = connection.prepareStatement("UPDATE paper_account SET fills = ?" + WHOSE)) {
                update.setLong(1, number);
                update.setString(2, run);
                update.setString(3, account);
                update.executeUpdate();
            }
            return (int) (number - before);
        });
    }

    @Override
    public CompletionStage<List<Numbered>> fills(long after) {
        return transactions.run(connection -> {
            var sql = "SELECT number, id, order_id, symbol, side, quantity, price, fee, at_nanos FROM paper_fill"
                    + WHOSE + " AND number > ? ORDER BY number";
            try (var query = mine(connection, sql)) {
                query.setLong(3, after);
                try (var rows = query.executeQuery()) {
                    var fills = new ArrayList<Numbered>();
                    while (rows.next()) {
                        fills.add(numbered(rows));
                    }
                    return fills;
                }
            }
        });
    }

    /** Holds the account until the transaction ends; the last number dealt out. */
    private long lock(Connection connection) throws SQLException {
        try (var query = mine(connection, "SELECT fills FROM paper_account" + WHOSE + " FOR UPDATE");
                var rows = query.executeQuery()) {
            if (rows.next()) {
                return rows.getLong(1);
            }
        }
        try (var insert = mine(connection, "INSERT INTO paper_account (run, account) VALUES (?, ?)")) {
            insert.executeUpdate();
        }
        return 0;
    }

    private Optional<OrderTicket> find(Connection connection, ClientOrderId id) throws SQLException {
        try (var query = mine(connection, ORDER + " AND id = ?")) {
            query.setString(3, id.value());
            try (var rows = query.executeQuery()) {
                return rows.next() ? Optional.of(order(rows)) : Optional.empty();
            }
        }
    }

    private boolean isKnown(Connection connection, Fill fill) throws SQLException {
        try (var query = mine(connection, "SELECT 1 FROM paper_fill" + WHOSE + " AND id = ?")) {
            query.setString(3, fill.id());
            try (var rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private void insert(Connection connection, OrderTicket order) throws SQLException {
        var sql = "INSERT INTO paper_order (run, account, id, decision, symbol, side, quantity, reference, at_nanos)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (var insert = mine(connection, sql)) {
            insert.setString(3, order.id().value());
            insert.setString(4, new DecisionId(order.symbol(), order.atNanos()).toString());
            insert.setString(5, order.symbol().name());
            insert.setString(6, order.side().name());
            insert.setBigDecimal(7, decimal(order.quantity().e8()));
            insert.setBigDecimal(8, decimal(order.reference().e8()));
            insert.setLong(9, order.atNanos());
            insert.executeUpdate();
        }
    }

    private void insert(Connection connection, long number, Fill fill) throws SQLException {
        var sql = "INSERT INTO paper_fill (run, account, number, id, order_id, symbol, side, quantity, price, fee,"
                + " at_nanos) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (var insert = mine(connection, sql)) {
            insert.setLong(3, number);
            insert.setString(4, fill.id());
            insert.setString(5, fill.order().value());
            insert.setString(6, fill.symbol().name());
            insert.setString(7, fill.side().name());
            insert.setBigDecimal(8, decimal(fill.quantity().e8()));
            insert.setBigDecimal(9, decimal(fill.price().e8()));
            insert.setBigDecimal(10, decimal(fill.fee().e8()));
            insert.setLong(11, fill.atNanos());
            insert.executeUpdate();
        }
        try (var update = mine(connection, "UPDATE paper_order SET traded = TRUE" + WHOSE + " AND id = ?")) {
            update.setString(3, fill.order().value());
            update.executeUpdate();
        }
    }

    private PreparedStatement mine(Connection connection, String sql) throws SQLException {
        var statement = connection.prepareStatement(sql);
        statement.setString(1, run);
        statement.setString(2, account);
        return statement;
    }

    private static OrderTicket order(ResultSet row) throws SQLException {
        return new OrderTicket(
                new ClientOrderId(row.getString(1)),
                new Symbol(row.getString(2)),
                Side.valueOf(row.getString(3)),
                new Quantity(e8(row.getBigDecimal(4))),
                OrderTerms.market(),
                new Price(e8(row.getBigDecimal(5))),
                row.getLong(6));
    }

    private static Numbered numbered(ResultSet row) throws SQLException {
        return new Numbered(
                row.getLong(1),
                new Fill(
                        row.getString(2),
                        new ClientOrderId(row.getString(3)),
                        new Symbol(row.getString(4)),
                        Side.valueOf(row.getString(5)),
                        new Quantity(e8(row.getBigDecimal(6))),
                        new Price(e8(row.getBigDecimal(7))),
                        new Money(e8(row.getBigDecimal(8))),
                        row.getLong(9)));
    }

    private static BigDecimal decimal(long e8) {
        return BigDecimal.valueOf(e8, 8);
    }

    private static long e8(BigDecimal amount) {
        return amount.movePointRight(8).longValueExact();
    }
}
