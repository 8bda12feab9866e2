package io.conclave.system.audit;

import io.conclave.domain.order.Fill;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.round.Orchestrator;

/** Every fill was taken in once, posted once, booked once and sealed once. */
final class FillAuditor implements Auditor {
    @Override
    public String name() {
        return "fills";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        var taken = findings.once(
                "fill at the desk",
                evidence.events(OrderDesk.OrderFilled.class).stream()
                        .map(OrderDesk.OrderFilled::fill)
                        .toList(),
                Fill::id);
        var posted = findings.once(
                "fill in the ledger",
                evidence.events(Ledger.FillPosted.class).stream()
                        .map(Ledger.FillPosted::fill)
                        .toList(),
                Fill::id);
        findings.same("desk", taken, "ledger", posted);
        var booked = findings.once(
                "fill confirmed",
                evidence.events(OrderDesk.FillsBooked.class).stream()
                        .flatMap(event -> event.fillIds().stream())
                        .toList(),
                id -> id);
        findings.require(booked.keySet().equals(taken.keySet()), "not every fill was confirmed by the ledger, or more");
        var sealed = findings.once(
                "fill sealed",
                evidence.events(Orchestrator.RoundSealed.class).stream()
                        .flatMap(round -> round.fills().stream())
                        .toList(),
                Fill::id);
        findings.same("desk", taken, "seals of decisions", sealed);
    }
}
