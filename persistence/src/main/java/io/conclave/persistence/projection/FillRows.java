package io.conclave.persistence.projection;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Rows of {@code fills}, told by two entities: the desk says that an order traded, the ledger that it is in the books.
 * Whoever comes first writes the whole row, so that the order of two journals does not matter.
 */
final class FillRows {
    private final Rows rows;
    private final String run;
    private final TreeSet<String> tradedOrders = new TreeSet<>();

    /** Which order took the place of which, as it happened. */
    private final Map<String, String> heirs = new LinkedHashMap<>();

    FillRows(Rows rows, String run) {
        this.rows = rows;
        this.run = run;
    }

    void traded(String account, Fill fill) {
        row(account, fill).write(rows);
        tradedOrders.add(fill.order().value());
    }

    /** What the one traded counts as traded of the other. */
    void replaced(ClientOrderId order, ClientOrderId by) {
        heirs.put(order.value(), by.value());
    }

    void booked(String account, Fill fill) {
        row(account, fill).set("booked", true).write(rows);
    }

    private Row row(String account, Fill fill) {
        return Row.of("fills")
                .key("run", run)
                .key("id", fill.id())
                .set("account", account)
                .set("order_id", fill.order().value())
                .set("symbol", fill.symbol().name())
                .set("side", fill.side().name())
                .set("quantity", Decimals.of(fill.quantity()))
                .set("price", Decimals.of(fill.price()))
                .set("fee", Decimals.of(fill.fee()))
                .set("at_nanos", fill.atNanos());
    }

    /** Once the fills are in: an order's filled quantity is the sum of them, and of those of the orders it replaced. */
    void sumUp(Connection connection) throws SQLException {
        sumUp(connection, tradedOrders);
        tradedOrders.clear();
        for (var heir : heirs.entrySet()) {
            carry(connection, heir.getKey(), heir.getValue());
            sumUp(connection, List.of(heir.getValue()));
        }
        heirs.clear();
    }

    private void carry(Connection connection, String order, String by) throws SQLException {
        var sql =
                "UPDATE orders SET carried = COALESCE((SELECT o.filled FROM orders o WHERE o.run = ? AND o.id = ?), 0)"
                        + " WHERE run = ? AND id = ?";
        try (var update = connection.prepareStatement(sql)) {
            update.setString(1, run);
            update.setString(2, order);
            update.setString(3, run);
            update.setString(4, by);
            update.executeUpdate();
        }
    }

    private void sumUp(Connection connection, Collection<String> traded) throws SQLException {
        if (traded.isEmpty()) {
            return;
        }
        var sum = "(carried + COALESCE((SELECT SUM(f.quantity) FROM fills f WHERE f.run = orders.run"
                + " AND f.order_id = orders.id), 0))";
        var sql = "UPDATE orders SET filled = " + sum + ", state = CASE WHEN " + sum
                + " >= quantity THEN 'FILLED' WHEN state IN ('CANCELLED', 'EXPIRED', 'REPLACED', 'PENDING_CANCEL',"
                + " 'PENDING_REPLACE') THEN state ELSE 'WORKING' END WHERE run = ? AND id = ?";
        try (var update = connection.prepareStatement(sql)) {
            for (String order : traded) {
                update.setString(1, run);
                update.setString(2, order);
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
