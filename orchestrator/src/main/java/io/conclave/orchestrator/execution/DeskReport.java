package io.conclave.orchestrator.execution;

import io.conclave.agents.Wire;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.riskgate.Veto;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a proposal: what the gate took away, and what was sent.
 *
 * @param fills everything of the instrument that traded since, whichever order it belongs to, oldest first
 */
public record DeskReport(DecisionId decision, List<Veto> vetoes, List<OrderIntent> intents, List<Fill> fills)
        implements Wire {
    public DeskReport {
        vetoes = List.copyOf(vetoes);
        intents = List.copyOf(intents);
        fills = List.copyOf(fills);
    }

    /** Nothing was proposed, so nothing happened. */
    public static DeskReport nothing(DecisionId decision) {
        return new DeskReport(decision, List.of(), List.of(), List.of());
    }

    DeskReport with(Fill fill) {
        var more = new ArrayList<>(fills);
        more.add(fill);
        return new DeskReport(decision, vetoes, intents, more);
    }
}
