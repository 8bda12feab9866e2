package io.conclave.system.audit;

import io.conclave.domain.order.OrderIntent;
import io.conclave.orchestrator.execution.OrderDesk;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every order that the venue took was claimed, once, for the decision that meant it; nothing was claimed that was not
 * meant; and claims never went back to an older executor.
 */
final class ClaimAuditor implements Auditor {
    @Override
    public String name() {
        return "claims";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        var meant = new TreeMap<String, OrderIntent>();
        evidence.events(OrderDesk.ProposalRuled.class)
                .forEach(ruled ->
                        ruled.intents().forEach(intent -> meant.put(intent.id().value(), intent)));
        var rows = evidence.rows(
                "SELECT client_order_id, decision, epoch FROM order_claim WHERE run = ? ORDER BY claimed_at,"
                        + " client_order_id",
                evidence.run());
        var claims = findings.once("claim", rows, row -> row.text("client_order_id"));
        evidence.events(OrderDesk.OrderAccepted.class).stream()
                .map(accepted -> accepted.order().value())
                .filter(order -> !claims.containsKey(order))
                .forEach(order -> findings.add("order " + order + " was accepted by the venue and never claimed"));
        claims.forEach((order, claim) -> {
            var intent = meant.get(order);
            findings.require(
                    intent != null && intent.decision().toString().equals(claim.text("decision")),
                    "order " + order + " was claimed as " + claim + " and meant as " + intent);
        });
        epochs(evidence, findings, rows);
    }

    private static void epochs(Evidence evidence, Findings findings, List<Row> claims) {
        var dealt =
                evidence.rows("SELECT epoch FROM executor_epoch WHERE run = ? ORDER BY epoch", evidence.run()).stream()
                        .map(row -> row.number("epoch"))
                        .toList();
        for (int i = 0; i < dealt.size(); i++) {
            findings.require(dealt.get(i) == i + 1, "epochs are " + dealt + ", not 1, 2, 3 …");
        }
        findings.require(!dealt.isEmpty(), "nobody ever took the account over");
        var gate = evidence.rows("SELECT epoch FROM trading_gate WHERE run = ?", evidence.run()).stream()
                .map(row -> row.number("epoch"))
                .toList();
        findings.require(
                gate.equals(dealt.subList(Math.max(0, dealt.size() - 1), dealt.size())),
                "the gate stands at epoch " + gate + " of " + dealt);
        var known = new TreeSet<>(dealt);
        long latest = 0;
        for (var claim : claims) {
            long epoch = claim.number("epoch");
            findings.require(
                    epoch >= latest && known.contains(epoch),
                    "order " + claim.text("client_order_id") + " was claimed under epoch " + epoch + " after "
                            + latest);
            latest = epoch;
        }
    }
}
