package io.conclave.http.port;

import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;
import java.util.concurrent.CompletionStage;

/** Takes the votes of agents from outside. */
public interface Votes {
    /** What became of a vote. */
    sealed interface Answer {}

    /** It is journalled, now or before. */
    record Taken() implements Answer {}

    /** @param field to blame; empty if it is the whole */
    record Malformed(String field, String why) implements Answer {}

    /** No agent of that name has a seat. */
    record Stranger(String why) implements Answer {}

    record TooLate(String why) implements Answer {}

    record NoRound(String why) implements Answer {}

    /**
     * Hands a vote over.
     *
     * @param by whose key it came with; a vote of another is malformed
     * @param body as {@code docs/protocols/outside-agents.md} tells
     */
    CompletionStage<Answer> cast(DecisionId round, AgentId by, String body);
}
