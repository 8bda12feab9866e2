package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.vote.AgentId;
import java.util.Map;
import java.util.Optional;

/**
 * A member of the federation and its record so far.
 *
 * @param state {@code healthy} or {@code failing}
 * @param standing {@code active}, {@code shadow} or {@code muted}
 * @param weight in [0, 1]; all agents' weights sum to one
 * @param brier mean Brier loss of its scored votes in [0, 2], lower is better; absent before the first
 * @param abstentionReasons how often it gave each reason
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record AgentView(
        AgentId id,
        String title,
        String state,
        String standing,
        double weight,
        Optional<Double> brier,
        long votes,
        long abstentions,
        Map<String, Long> abstentionReasons,
        Optional<String> modelId) {}
