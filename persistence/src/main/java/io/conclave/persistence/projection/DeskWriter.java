package io.conclave.persistence.projection;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTicket;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.persistence.journal.JournalJson;

/** What an order desk journals, as rows of {@code vetoes}, {@code orders} and {@code fills}. */
record DeskWriter(Rows rows, FillRows fills, String run, String account) {
    void write(OrderDesk.Event event) {
        switch (event) {
            case OrderDesk.ProposalRuled ruled -> ruled(ruled);
            case OrderDesk.OrderPlaced placed ->
                meant(placed.ticket(), placed.name(), placed.actor()).write(rows);
            case OrderDesk.OrderAccepted accepted -> moved(accepted.order(), OrderState.WORKING);
            case OrderDesk.OrderRejected rejected -> moved(rejected.order(), OrderState.REJECTED);
            case OrderDesk.OrderUncertain uncertain -> moved(uncertain.order(), OrderState.UNKNOWN);
            case OrderDesk.CancelAsked asked -> moved(asked.order(), OrderState.PENDING_CANCEL);
            case OrderDesk.ReplaceAsked asked -> {
                meant(asked.replacement(), asked.name(), asked.actor())
                        .set("state", OrderState.PENDING_NEW.name())
                        .set("replaces", asked.order().value())
                        .write(rows);
                moved(asked.order(), OrderState.PENDING_REPLACE);
            }
            case OrderDesk.OrderReplaced replaced -> {
                order(replaced.order())
                        .set("state", OrderState.REPLACED.name())
                        .set("replacement", replaced.by().value())
                        .update(rows);
                moved(replaced.by(), OrderState.WORKING);
                fills.replaced(replaced.order(), replaced.by());
            }
            case OrderDesk.OrderKept kept -> moved(kept.order(), OrderState.WORKING, kept.why());
            case OrderDesk.OrderEnded ended -> moved(ended.order(), ended.state(), ended.why());
            case OrderDesk.OrderFilled filled -> fills.traded(account, filled.fill());
            case OrderDesk.OrderRefused refused ->
                moved(refused.order(), OrderState.REJECTED, refused.why().sentence());
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
            intended(OrderTicket.of(intent), intent.decision().asOfNanos()).write(rows);
        }
    }

    /** An order of a person: its moment takes the place of a decision's. */
    private Row meant(OrderTicket ticket, String name, String actor) {
        return intended(ticket, ticket.atNanos())
                .set("name", name)
                .set("actor", actor)
                .set("terms", JournalJson.text(ticket.terms()));
    }

    private Row intended(OrderTicket ticket, long asOfNanos) {
        return order(ticket.id())
                .set("account", account)
                .set("symbol", ticket.symbol().name())
                .set("as_of", asOfNanos)
                .set("side", ticket.side().name())
                .set("quantity", Decimals.of(ticket.quantity()))
                .set("reference", Decimals.of(ticket.reference()))
                .set("at_nanos", ticket.atNanos())
                .set("state", OrderState.INTENDED.name());
    }

    private void moved(ClientOrderId id, OrderState state) {
        order(id).set("state", state.name()).update(rows);
    }

    private void moved(ClientOrderId id, OrderState state, String why) {
        order(id).set("state", state.name()).set("why", why).update(rows);
    }

    private Row order(ClientOrderId id) {
        return Row.of("orders").key("run", run).key("id", id.value());
    }
}
