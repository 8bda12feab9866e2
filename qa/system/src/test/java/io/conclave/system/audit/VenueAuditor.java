package io.conclave.system.audit;

import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.orchestrator.execution.OrderDesk;
import java.util.Map;
import java.util.TreeMap;

/** The venue, which keeps books of its own, knows the orders and fills that we know, and no other. */
final class VenueAuditor implements Auditor {
    @Override
    public String name() {
        return "venue";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        findings.same("desk", ordersOfDesk(evidence), "venue's orders", ordersOfVenue(evidence, findings));
        findings.same("desk", fillsOfDesk(evidence), "venue's fills", fillsOfVenue(evidence, findings));
    }

    private static Map<String, String> ordersOfDesk(Evidence evidence) {
        var accepted = new TreeMap<String, String>();
        var meant = new TreeMap<String, OrderIntent>();
        evidence.events(OrderDesk.ProposalRuled.class)
                .forEach(ruled ->
                        ruled.intents().forEach(intent -> meant.put(intent.id().value(), intent)));
        evidence.events(OrderDesk.OrderAccepted.class).forEach(event -> {
            var id = event.order().value();
            var intent = meant.get(id);
            accepted.put(
                    id,
                    intent == null
                            ? "never meant"
                            : String.join(
                                    " ",
                                    intent.decision().toString(),
                                    intent.symbol().name(),
                                    intent.side().name(),
                                    Amounts.plain(intent.quantity().toString()),
                                    Long.toString(intent.atNanos())));
        });
        return accepted;
    }

    private static Map<String, String> ordersOfVenue(Evidence evidence, Findings findings) {
        var orders = new TreeMap<String, String>();
        evidence.rows(
                        "SELECT id, decision, symbol, side, quantity, at_nanos FROM paper_order WHERE run = ?",
                        evidence.run())
                .forEach(row -> {
                    var before = orders.put(
                            row.text("id"),
                            String.join(
                                    " ",
                                    row.text("decision"),
                                    row.text("symbol"),
                                    row.text("side"),
                                    Amounts.plain(row.text("quantity")),
                                    row.text("at_nanos")));
                    findings.require(before == null, "the venue has order " + row.text("id") + " more than once");
                });
        findings.require(!orders.isEmpty(), "the venue has no orders");
        return orders;
    }

    private static Map<String, String> fillsOfDesk(Evidence evidence) {
        var fills = new TreeMap<String, String>();
        evidence.events(OrderDesk.OrderFilled.class).forEach(event -> {
            Fill fill = event.fill();
            fills.put(
                    fill.id(),
                    String.join(
                            " ",
                            fill.order().value(),
                            fill.symbol().name(),
                            fill.side().name(),
                            Amounts.plain(fill.quantity().toString()),
                            Amounts.plain(fill.price().toString()),
                            Amounts.plain(fill.fee().toString()),
                            Long.toString(fill.atNanos())));
        });
        return fills;
    }

    private static Map<String, String> fillsOfVenue(Evidence evidence, Findings findings) {
        var fills = new TreeMap<String, String>();
        int number = 0;
        for (var row : evidence.rows("SELECT * FROM paper_fill WHERE run = ? ORDER BY number", evidence.run())) {
            findings.require(
                    row.text("number").equals(Integer.toString(++number)),
                    "the venue's fills are not numbered 1, 2, 3 …");
            fills.put(
                    row.text("id"),
                    String.join(
                            " ",
                            row.text("order_id"),
                            row.text("symbol"),
                            row.text("side"),
                            Amounts.plain(row.text("quantity")),
                            Amounts.plain(row.text("price")),
                            Amounts.plain(row.text("fee")),
                            row.text("at_nanos")));
        }
        findings.require(!fills.isEmpty(), "the venue has no fills");
        return fills;
    }
}
