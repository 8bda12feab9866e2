package io.conclave.orchestrator.chain;

import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.riskgate.Veto;
import io.conclave.orchestrator.sizing.Verdict;
import java.util.List;

/**
 * A decision and what came of it, as far as the hash covers it.
 *
 * @param votes in any order, one an agent; hashed in the order of their agents
 * @param q probabilities of down, flat and up
 * @param vetoes in the order they were made
 * @param intents in the order they were meant
 * @param fills in the order they came
 */
public record DecisionRecord(
        DecisionId id,
        List<Vote> votes,
        List<Double> q,
        Verdict verdict,
        List<Veto> vetoes,
        List<OrderIntent> intents,
        List<Fill> fills) {
    public DecisionRecord {
        votes = List.copyOf(votes);
        q = List.copyOf(q);
        vetoes = List.copyOf(vetoes);
        intents = List.copyOf(intents);
        fills = List.copyOf(fills);
    }
}
