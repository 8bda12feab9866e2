package io.conclave.persistence.readmodel;

import java.util.List;
import java.util.Optional;

/**
 * One decision with everything that belongs to it.
 *
 * @param facts what sizing knew, as JSON
 * @param consensus every expert with its forecast and weight, as JSON; absent while the round is open
 * @param certificate both lines of the regret certificate after this decision was scored, as JSON
 */
public record DecisionStory(
        DecisionView decision,
        List<VoteView> votes,
        List<VetoView> vetoes,
        List<OrderView> orders,
        List<FillView> fills,
        String facts,
        Optional<String> consensus,
        Optional<String> certificate) {
    public DecisionStory {
        votes = List.copyOf(votes);
        vetoes = List.copyOf(vetoes);
        orders = List.copyOf(orders);
        fills = List.copyOf(fills);
    }
}
