package io.conclave.agents;

import io.conclave.domain.vote.DecisionId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where agents write down how they came to their votes: for people, never read by a decision.
 *
 * <p>Told by: each {@link Agent}, once for each time its mind has answered, in the order it answered. May be told by
 * several threads at once.
 */
@FunctionalInterface
public interface AgentLog {
    /**
     * Offers an entry.
     *
     * @return completes when the log has taken it in: at once while there is room, not when it is stored; a full log holds
     *     back until there is room again. Fails if the entry will not be kept.
     */
    CompletionStage<Void> record(Entry entry);

    /** Keeps nothing. */
    static AgentLog none() {
        return entry -> CompletableFuture.completedStage(null);
    }

    /**
     * How one opinion came about. Its moment is the decision's.
     *
     * @param key run, agent and instrument: whose log it stands in
     * @param promptHash SHA-256, hex, of what a language model was sent; empty when none was asked
     * @param responseHash SHA-256, hex, of what it answered, or of {@code outputs} when none was asked
     * @param inputs what was asked and looked at: a JSON object in ASCII, keys ascending
     * @param outputs what came of it: likewise
     * @param modelId names the exact weights
     * @param tokens prompt and completion tokens together
     * @param costMicros what the model's provider charges, 1e-6 US dollars
     * @param latencyNanos from question to answer, on the agent's own clock
     */
    record Entry(
            AgentKey key,
            DecisionId decision,
            String promptHash,
            String responseHash,
            String inputs,
            String outputs,
            String modelId,
            int tokens,
            long costMicros,
            long latencyNanos) {
        public Entry {
            if (!decision.symbol().equals(key.symbol())) {
                throw new IllegalArgumentException(
                        "An opinion on " + decision.symbol() + " does not belong in the log of " + key);
            }
        }

        /** Event time: the moment of the question, UTC epoch nanoseconds. */
        public long atNanos() {
            return decision.asOfNanos();
        }
    }
}
