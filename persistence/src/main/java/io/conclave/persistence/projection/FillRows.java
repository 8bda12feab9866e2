package io.conclave.persistence.projection;

import io.conclave.domain.order.Fill;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.TreeSet;

/**
 * Rows of {@code fills}, told by two entities: the desk says that an order traded, the ledger that it is in the books.
 * Whoever comes first writes the whole row, so that the order of two journals does not matter.
 */
final class FillRows {
    private final Rows rows;
    private final String run;
    private final TreeSet<String> tradedOrders = new TreeSet<>();

    FillRows(Rows rows, String run) {
        this.rows = rows;
        this.run = run;
    }

    void traded(String account, Fill fill) {
        row(account, fill).write(rows);
        tradedOrders.add(fill.order().value());
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

    /** Once the fills are in: an order's filled quantity is the sum of them. */
    void sumUp(Connection connection) throws SQLException {
        if (tradedOrders.isEmpty()) {
            return;
        }
        var sum = "(SELECT SUM(f.quantity) FROM fills f WHERE f.run = orders.run AND f.order_id = orders.id)";
        var sql = "UPDATE orders SET filled = " + sum + ", state = CASE WHEN " + sum
                + " >= quantity THEN 'FILLED' WHEN state IN ('CANCELLED', 'EXPIRED', 'REPLACED', 'PENDING_CANCEL',"
                + " 'PENDING_REPLACE') THEN state ELSE 'WORKING' END WHERE run = ? AND id = ?";
        try (var update = connection.prepareStatement(sql)) {
            for (String order : tradedOrders) {
                update.setString(1, run);
                update.setString(2, order);
                update.addBatch();
            }
            update.executeBatch();
        }
        tradedOrders.clear();
    }
}
