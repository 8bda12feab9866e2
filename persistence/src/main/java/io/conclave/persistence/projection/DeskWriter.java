package io.conclave.persistence.projection;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.orchestrator.execution.OrderDesk;

/** What an order desk journals, as rows of {@code vetoes}, {@code orders} and {@code fills}. */
record DeskWriter(Rows rows, FillRows fills, String run, String account) {
    void write(OrderDesk.Event event) {
        switch (event) {
            case OrderDesk.ProposalRuled ruled -> ruled(ruled);
            case OrderDesk.OrderPlaced placed ->
                intended(placed.ticket(), placed.ticket().atNanos());
            case OrderDesk.OrderAccepted accepted -> moved(accepted.order(), OrderState.WORKING);
            case OrderDesk.OrderRejected rejected -> moved(rejected.order(), OrderState.REJECTED);
            case OrderDesk.OrderUncertain uncertain -> moved(uncertain.order(), OrderState.UNKNOWN);
            case OrderDesk.CancelAsked asked -> moved(asked.order(), OrderState.PENDING_CANCEL);
            case OrderDesk.ReplaceAsked asked -> {
                intended(asked.replacement(), asked.replacement().atNanos());
                moved(asked.replacement().id(), OrderState.PENDING_NEW);
                moved(asked.order(), OrderState.PENDING_REPLACE);
            }
            case OrderDesk.OrderReplaced replaced -> {
                moved(replaced.order(), OrderState.REPLACED);
                moved(replaced.by(), OrderState.WORKING);
            }
            case OrderDesk.OrderKept kept -> moved(kept.order(), OrderState.WORKING);
            case OrderDesk.OrderEnded ended -> moved(ended.order(), ended.state());
            case OrderDesk.OrderFilled filled -> fills.traded(account, filled.fill());
            case OrderDesk.OrderRefused refused -> moved(refused.order(), OrderState.REJECTED);
            case OrderDesk.NothingProposed _,
                    OrderDesk.FillsBooked _,
                    OrderDesk.NotReconciled _,
                    OrderDesk.LimitsSet _,
                    OrderDesk.DeadManArmed _,
                    OrderDesk.DeadManDisarmed _,
                    OrderDesk.DeadManTriggered _,
                    OrderDesk.OrdersPaired _,
                    OrderDesk.OrderBracketed _,
                    OrderDesk.OrderTrails _,
                    OrderDesk.OrderCovered _ -> {}
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
            intended(OrderTicket.of(intent), intent.decision().asOfNanos());
        }
    }

    /** @param asOfNanos of its decision; of an order that a person placed, when it was */
    private void intended(OrderTicket ticket, long asOfNanos) {
        order(ticket.id())
                .set("account", account)
                .set("symbol", ticket.symbol().name())
                .set("as_of", asOfNanos)
                .set("side", ticket.side().name())
                .set("quantity", Decimals.of(ticket.quantity()))
                .set("reference", Decimals.of(ticket.reference()))
                .set("at_nanos", ticket.atNanos())
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
