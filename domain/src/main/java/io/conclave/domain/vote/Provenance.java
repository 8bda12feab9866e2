package io.conclave.domain.vote;

/**
 * How a vote was made: by which model, from which prompt, at what price. None of it enters the decision hash.
 *
 * @param modelId names the exact weights, not only the family
 * @param promptHash SHA-256 of what a language model was sent, hex; empty when none was asked
 * @param tokens prompt and completion tokens together
 * @param costMicros what the model's provider charges for it, 1e-6 US dollars
 * @param latencyNanos from question to answer, on the agent's own clock
 */
public record Provenance(String modelId, String promptHash, int tokens, long costMicros, long latencyNanos) {}
