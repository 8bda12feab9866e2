package io.conclave.app.engine;

import io.conclave.agents.Agent;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.round.Orchestrator;

/** What a message is asked as of: the closing that must be on the tape before it can be answered. */
final class Moments {
    private Moments() {}

    static long ofAgent(Agent.Command command) {
        return switch (command) {
            case Agent.Ask ask -> ask.question().asOfNanos();
            case Agent.AskRisk ask -> ask.question().decision().asOfNanos();
            default -> TapeWait.NOW;
        };
    }

    static long ofOrchestrator(Orchestrator.Command command) {
        return switch (command) {
            case Orchestrator.Begin begin -> begin.asOfNanos();
            case Orchestrator.Finish _ -> Long.MAX_VALUE;
            default -> TapeWait.NOW;
        };
    }

    static long ofDesk(OrderDesk.Command command) {
        return switch (command) {
            case OrderDesk.Advance advance -> advance.toNanos();
            case OrderDesk.Execute execute -> execute.asOfNanos();
            default -> TapeWait.NOW;
        };
    }
}
