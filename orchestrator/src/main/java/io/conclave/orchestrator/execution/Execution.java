package io.conclave.orchestrator.execution;

import io.conclave.agents.RiskAssessment;
import io.conclave.domain.vote.DecisionId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;

/** One {@link OrderDesk.Execute} on its way: what was learnt so far of what the gate needs. */
final class Execution {
    final OrderDesk.Execute execute;
    final List<Proposal> proposals;
    final SortedMap<DecisionId, Optional<RiskAssessment>> risk = new TreeMap<>();
    final SortedMap<String, Integer> asked = new TreeMap<>();
    Optional<Boolean> halted = Optional.empty();
    ActorRef<OrderDesk.Executed> replyTo;
    boolean ruled;

    Execution(OrderDesk.Execute execute, List<Proposal> proposals) {
        this.execute = execute;
        this.replyTo = execute.replyTo();
        this.proposals = proposals;
    }

    /** Staying put or going flat adds no risk, so nobody is asked. */
    static boolean needsRisk(Proposal proposal) {
        return switch (proposal.verdict().stance()) {
            case LONG, SHORT -> true;
            case FLAT, NO_TRADE -> false;
        };
    }

    Optional<Proposal> proposal(DecisionId decision) {
        return proposals.stream()
                .filter(proposal -> proposal.decision().equals(decision))
                .findFirst();
    }

    boolean isComplete() {
        return halted.isPresent()
                && proposals.stream()
                        .filter(Execution::needsRisk)
                        .allMatch(proposal -> risk.containsKey(proposal.decision()));
    }
}
