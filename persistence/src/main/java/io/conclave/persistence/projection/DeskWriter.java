package io.conclave.persistence.projection;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderState;
import io.conclave.orchestrator.execution.OrderDesk;

/** What an order desk journals, as rows of {@code vetoes}, {@code orders} and {@code fills}. */
record DeskWriter(Rows rows, FillRows fills, String run, String account) {
    void write(OrderDesk.Event event) {
        switch (event) {
            case OrderDesk.ProposalRuled ruled -> ruled(ruled);
            case OrderDesk.OrderAccepted accepted -> moved(accepted.order(), OrderState.WORKING);
            case OrderDesk.OrderRejected rejected -> moved(rejected.order(), OrderState.REJECTED);
            case OrderDesk.OrderUncertain uncertain -> moved(uncertain.order(), OrderState.UNKNOWN);
            case OrderDesk.OrderFilled filled -> fills.traded(account, filled.fill());
            case OrderDesk.OrderRefused refused -> moved(refused.order(), OrderState.REJECTED);
            case OrderDesk.NothingProposed _, OrderDesk.FillsBooked _, OrderDesk.NotReconciled _ -> {}
        }
    }

    private void ruled(OrderDesk.ProposalRuled ruled) {
        var decision = ruled.decision();
        Row.of("decisions")
                .key("run", run)
                .key("symbol", decision.symbol().name())
                .key("as_of", decision.asOfNanos())
                .set("allowed", Decimals.of(ruled.allowed()))
                .write(rows);
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
                    .write(rows);
        }
        for (var intent : ruled.intents()) {
            intended(intent);
        }
    }

    private void intended(OrderIntent intent) {
        order(intent.id())
                .set("account", account)
                .set("symbol", intent.symbol().name())
                .set("as_of", intent.decision().asOfNanos())
                .set("side", intent.side().name())
                .set("quantity", Decimals.of(intent.quantity()))
                .set("reference", Decimals.of(intent.reference()))
                .set("at_nanos", intent.atNanos())
                .set("state", OrderState.INTENDED.name())
                .write(rows);
    }

    private void moved(ClientOrderId id, OrderState state) {
        order(id).set("state", state.name()).update(rows);
    }

    private Row order(ClientOrderId id) {
        return Row.of("orders").key("run", run).key("id", id.value());
    }
}
