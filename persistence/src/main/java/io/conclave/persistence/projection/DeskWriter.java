package io.conclave.persistence.projection;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderState;
import io.conclave.orchestrator.execution.OrderDesk;
import java.sql.Connection;
import java.sql.SQLException;

/** What an order desk journals, as rows of {@code vetoes}, {@code orders} and {@code fills}. */
record DeskWriter(Connection connection, String run, String account) {
    void write(OrderDesk.Event event) throws SQLException {
        switch (event) {
            case OrderDesk.ProposalRuled ruled -> ruled(ruled);
            case OrderDesk.OrderAccepted accepted -> moved(accepted.order(), OrderState.WORKING);
            case OrderDesk.OrderRejected rejected -> moved(rejected.order(), OrderState.REJECTED);
            case OrderDesk.OrderUncertain uncertain -> moved(uncertain.order(), OrderState.UNKNOWN);
            case OrderDesk.OrderFilled filled -> filled(filled.fill());
            case OrderDesk.NothingProposed _, OrderDesk.FillsBooked _ -> {}
        }
    }

    private void ruled(OrderDesk.ProposalRuled ruled) throws SQLException {
        var decision = ruled.decision();
        Row.of("decisions")
                .key("run", run)
                .key("symbol", decision.symbol().name())
                .key("as_of", decision.asOfNanos())
                .set("allowed", Decimals.of(ruled.allowed()))
                .write(connection);
        int ordinal = 0;
        for (var veto : ruled.vetoes()) {
            Row.of("vetoes")
                    .key("run", run)
                    .key("symbol", decision.symbol().name())
                    .key("as_of", decision.asOfNanos())
                    .key("ordinal", ordinal++)
                    .set("reason", veto.reason().name())
                    .set("asked", Decimals.of(veto.asked()))
                    .set("allowed", Decimals.of(veto.allowed()))
                    .write(connection);
        }
        for (var intent : ruled.intents()) {
            intended(intent);
        }
    }

    private void intended(OrderIntent intent) throws SQLException {
        order(intent.id())
                .set("account", account)
                .set("symbol", intent.symbol().name())
                .set("as_of", intent.decision().asOfNanos())
                .set("side", intent.side().name())
                .set("quantity", Decimals.of(intent.quantity()))
                .set("reference", Decimals.of(intent.reference()))
                .set("at_nanos", intent.atNanos())
                .set("state", OrderState.INTENDED.name())
                .write(connection);
    }

    private void moved(ClientOrderId id, OrderState state) throws SQLException {
        order(id).set("state", state.name()).update(connection);
    }

    /** The order's filled quantity is summed from its fills: a fill projected twice is still one fill. */
    private void filled(Fill fill) throws SQLException {
        Row.of("fills")
                .key("run", run)
                .key("id", fill.id())
                .set("account", account)
                .set("order_id", fill.order().value())
                .set("symbol", fill.symbol().name())
                .set("side", fill.side().name())
                .set("quantity", Decimals.of(fill.quantity()))
                .set("price", Decimals.of(fill.price()))
                .set("fee", Decimals.of(fill.fee()))
                .set("at_nanos", fill.atNanos())
                .write(connection);
        var sum = "(SELECT SUM(f.quantity) FROM fills f WHERE f.run = orders.run AND f.order_id = orders.id)";
        var sql = "UPDATE orders SET filled = " + sum + ", state = CASE WHEN " + sum
                + " >= quantity THEN 'FILLED' ELSE 'WORKING' END WHERE run = ? AND id = ?";
        try (var update = connection.prepareStatement(sql)) {
            update.setString(1, run);
            update.setString(2, fill.order().value());
            update.executeUpdate();
        }
    }

    private Row order(ClientOrderId id) {
        return Row.of("orders").key("run", run).key("id", id.value());
    }
}
