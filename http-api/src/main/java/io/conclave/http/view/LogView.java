package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.conclave.domain.vote.DecisionId;
import java.time.Instant;

/**
 * How an agent came to one opinion.
 *
 * @param row its place in the agent's log of that instrument, from 1
 * @param attempt 2 and more: asked again before its vote was journalled
 * @param promptHash SHA-256 of what a language model was sent; empty when none was asked
 * @param inputs what was asked and looked at, a JSON object
 * @param outputs what came of it, likewise
 * @param costUsd what a model provider charged, US dollars, as a decimal string
 * @param recordedAt when it was written down, wall clock
 */
public record LogView(
        long row,
        DecisionId decision,
        int attempt,
        String modelId,
        String promptHash,
        String responseHash,
        @JsonRawValue String inputs,
        @JsonRawValue String outputs,
        int tokens,
        String costUsd,
        double latencyMillis,
        Instant recordedAt) {}
