package io.conclave.system.audit;

import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.round.Orchestrator;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every order was meant once, came to one answer, was filled whole, and is in the seal of its decision. */
final class OrderAuditor implements Auditor {
    @Override
    public String name() {
        return "orders";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        var ruled = findings.once(
                "ruling", evidence.events(OrderDesk.ProposalRuled.class), OrderDesk.ProposalRuled::decision);
        var meant = findings.once(
                "order",
                ruled.values().stream()
                        .flatMap(ruling -> ruling.intents().stream())
                        .toList(),
                intent -> intent.id().value());
        ruled.values()
                .forEach(ruling -> findings.require(
                        ruling.intents().size() <= 1, "decision " + ruling.decision() + " means more than one order"));

        var sealed = evidence.events(Orchestrator.RoundSealed.class).stream()
                .flatMap(round -> round.intents().stream())
                .toList();
        findings.same(
                "desk",
                meant,
                "seals of decisions",
                findings.once("order sealed", sealed, intent -> intent.id().value()));

        var answers = new ArrayList<String>();
        evidence.events(OrderDesk.OrderAccepted.class)
                .forEach(event -> answers.add(event.order().value()));
        answers.addAll(refused(evidence));
        findings.once("answer to order", answers, id -> id).keySet().stream()
                .filter(id -> !meant.containsKey(id))
                .forEach(id -> findings.add("order " + id + " was answered and never meant"));
        meant.keySet().stream()
                .filter(id -> !answers.contains(id))
                .forEach(id -> findings.add("order " + id + " has no answer"));
        filled(evidence, findings, meant);
    }

    /** Paper orders fill whole; the tape may end before the last one does. */
    private static void filled(Evidence evidence, Findings findings, SortedMap<String, OrderIntent> meant) {
        var filled = new TreeMap<String, Quantity>();
        evidence.events(OrderDesk.OrderFilled.class)
                .forEach(event ->
                        filled.merge(event.fill().order().value(), event.fill().quantity(), Quantity::plus));
        var refused = refused(evidence);
        long newest =
                meant.values().stream().mapToLong(OrderIntent::atNanos).max().orElse(0);
        meant.forEach((id, intent) -> {
            var got = filled.getOrDefault(id, Quantity.ZERO);
            boolean mayBeOpen = intent.atNanos() == newest || refused.contains(id);
            findings.require(
                    got.equals(intent.quantity()) || (got.isZero() && mayBeOpen),
                    "order " + id + " over " + intent.quantity() + " was filled with " + got);
        });
        filled.keySet().stream()
                .filter(id -> !meant.containsKey(id))
                .forEach(id -> findings.add("order " + id + " was filled and never meant"));
    }

    /** Those that the venue would not have, and those that were never sent. */
    private static List<String> refused(Evidence evidence) {
        var orders = new ArrayList<String>();
        evidence.events(OrderDesk.OrderRejected.class)
                .forEach(event -> orders.add(event.order().value()));
        evidence.events(OrderDesk.OrderEnded.class).stream()
                .filter(event -> event.state() == OrderState.REJECTED)
                .forEach(event -> orders.add(event.order().value()));
        evidence.events(OrderDesk.OrderRefused.class)
                .forEach(event -> orders.add(event.order().value()));
        return orders;
    }
}
