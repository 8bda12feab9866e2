package io.conclave.agents;

import io.conclave.domain.vote.Ballot;
import java.util.List;

/**
 * What a mind answers, before the agent signs it as a vote.
 *
 * @param evidence ids of what was looked at, in rank order
 * @param modelId names the exact weights
 * @param promptHash SHA-256, hex, of what a language model was sent; empty when none was asked
 * @param reasoning how it came about; goes to the {@link AgentLog} and no further
 */
public record Opinion(
        Ballot ballot,
        List<String> evidence,
        String modelId,
        String promptHash,
        int tokens,
        long costMicros,
        Reasoning reasoning) {
    public Opinion {
        evidence = List.copyOf(evidence);
    }

    /** An opinion of which no more is told than the vote says. */
    public Opinion(
            Ballot ballot, List<String> evidence, String modelId, String promptHash, int tokens, long costMicros) {
        this(ballot, evidence, modelId, promptHash, tokens, costMicros, Reasoning.untold());
    }

    /** An opinion of an in-process model: no prompt, no bill. */
    public static Opinion of(Ballot ballot, List<String> evidence, String modelId) {
        return new Opinion(ballot, evidence, modelId, "", 0, 0);
    }

    /** No opinion, and why. */
    public static Opinion abstaining(Ballot.Reason reason, String detail, String modelId) {
        return of(new Ballot.Abstained(reason, detail), List.of(), modelId);
    }

    /** The same, told how. */
    public Opinion because(Reasoning why) {
        return new Opinion(ballot, evidence, modelId, promptHash, tokens, costMicros, why);
    }
}
