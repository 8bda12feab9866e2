package io.conclave.system.audit;

import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.orchestrator.session.Conductor;
import java.util.List;

/** The run was begun once; every closing was taken once, in the order of time, marked once, and sealed once. */
final class StepAuditor implements Auditor {
    @Override
    public String name() {
        return "steps";
    }

    @Override
    public void audit(Evidence evidence, Findings findings) {
        var steps = evidence.events(Conductor.StepTaken.class).stream()
                .map(Conductor.StepTaken::asOfNanos)
                .toList();
        findings.require(evidence.events(Conductor.RunStarted.class).size() == 1, "the run was not begun exactly once");
        findings.require(!steps.isEmpty(), "no step was taken");
        ascends(findings, "steps", steps);
        var marks = evidence.events(Ledger.Marked.class).stream()
                .map(Ledger.Marked::atNanos)
                .toList();
        findings.require(marks.equals(steps), "the books were not marked once each step");
        var sealed = evidence.events(Orchestrator.RoundSealed.class).stream()
                .map(Orchestrator.RoundSealed::decision)
                .toList();
        var opened = evidence.events(Orchestrator.RoundOpened.class).stream()
                .map(round -> round.question().decision())
                .toList();
        findings.require(sealed.equals(opened), "not every round that was opened is sealed, once and in order");
    }

    private static void ascends(Findings findings, String what, List<Long> times) {
        for (int i = 1; i < times.size(); i++) {
            findings.require(times.get(i - 1) < times.get(i), "the " + what + " do not ascend at " + times.get(i));
        }
    }
}
