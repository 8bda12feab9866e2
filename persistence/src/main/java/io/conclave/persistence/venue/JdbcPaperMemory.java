package io.conclave.persistence.venue;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.exchange.PaperMemory;
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
 * A {@link PaperMemory} over the tables {@code paper_account}, {@code paper_order}, {@code paper_cancel} and {@code
 * paper_fill}.
 *
 * <p>Whoever writes locks the account's row first: requests and fills are numbered in the order they are committed.
 */
public final class JdbcPaperMemory implements PaperMemory {
    private static final String WHOSE = " WHERE run = ? AND account = ?";
    private static final Row UNUSED = new Row(0, 0, 0);

    private final Transactions transactions;
    private final String run;
    private final String account;

    /** What the account's row says. */
    private record Row(long fills, long requests, long settledNanos) {}

    /** @param transactions of a migrated database; stays its owner's to close */
    public JdbcPaperMemory(Transactions transactions, String run, String account) {
        this.transactions = transactions;
        this.run = run;
        this.account = account;
    }

    // ---- requests

    @Override
    public CompletionStage<Page> note(List<Request> requests, long notBeforeNanos, long after) {
        return transactions.run(connection -> {
            var rows = new RequestRows(connection, run, account);
            var row = lock(connection);
            long earliest = Math.max(notBeforeNanos, row.settledNanos());
            long number = row.requests();
            for (var request : requests) {
                if (!rows.isKnown(request)) {
                    rows.insert(new Noted(++number, Math.max(rows.earliest(request), earliest), request));
                }
            }
            set(connection, "requests", number);
            return page(connection, after);
        });
    }

    @Override
    public CompletionStage<Page> requests(long after) {
        return transactions.run(connection -> page(connection, after));
    }

    /** In this order: what was settled came from requests that are read then, whatever is written meanwhile. */
    private Page page(Connection connection, long after) throws SQLException {
        long settled = read(connection, "").orElse(UNUSED).settledNanos();
        return new Page(settled, new RequestRows(connection, run, account).after(after));
    }

    // ---- fills

    @Override
    public CompletionStage<Boolean> settle(long requests, long upToNanos, List<Fill> fills) {
        return transactions.run(connection -> {
            var row = lock(connection);
            if (row.requests() != requests) {
                return false;
            }
            long number = row.fills();
            for (var fill : fills) {
                if (!isKnown(connection, fill)) {
                    insert(connection, ++number, fill);
                }
            }
            set(connection, "fills", number);
            set(connection, "settled_nanos", Math.max(row.settledNanos(), upToNanos));
            return true;
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

    private boolean isKnown(Connection connection, Fill fill) throws SQLException {
        try (var query = mine(connection, "SELECT 1 FROM paper_fill" + WHOSE + " AND id = ?")) {
            query.setString(3, fill.id());
            try (var rows = query.executeQuery()) {
                return rows.next();
            }
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

    // ---- the account's row

    /** Holds the account until the transaction ends. */
    private Row lock(Connection connection) throws SQLException {
        var row = read(connection, " FOR UPDATE");
        if (row.isEmpty()) {
            try (var insert = mine(connection, "INSERT INTO paper_account (run, account) VALUES (?, ?)")) {
                insert.executeUpdate();
            }
        }
        return row.orElse(UNUSED);
    }

    private Optional<Row> read(Connection connection, String how) throws SQLException {
        var sql = "SELECT fills, requests, settled_nanos FROM paper_account" + WHOSE + how;
        try (var query = mine(connection, sql);
                var rows = query.executeQuery()) {
            return rows.next()
                    ? Optional.of(new Row(rows.getLong(1), rows.getLong(2), rows.getLong(3)))
                    : Optional.empty();
        }
    }

    private void set(Connection connection, String column, long value) throws SQLException {
        try (var update = connection.prepareStatement("UPDATE paper_account SET " + column + " = ?" + WHOSE)) {
            update.setLong(1, value);
            update.setString(2, run);
            update.setString(3, account);
            update.executeUpdate();
        }
    }

    private PreparedStatement mine(Connection connection, String sql) throws SQLException {
        var statement = connection.prepareStatement(sql);
        statement.setString(1, run);
        statement.setString(2, account);
        return statement;
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

    static BigDecimal decimal(long e8) {
        return BigDecimal.valueOf(e8, 8);
    }

    static long e8(BigDecimal amount) {
        return amount.movePointRight(8).longValueExact();
    }
}
