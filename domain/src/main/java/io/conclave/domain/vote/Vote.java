package io.conclave.domain.vote;

import java.util.List;

/**
 * One agent's answer to one question.
 *
 * @param evidence ids of what the agent looked at, in the order it ranks them; part of the decision hash
 */
public record Vote(DecisionId decision, AgentId agent, Ballot ballot, List<String> evidence, Provenance made) {
    public Vote {
        evidence = List.copyOf(evidence);
    }
}
