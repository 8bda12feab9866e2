package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.vote.AgentId;
import java.util.List;
import java.util.Optional;

/**
 * What one agent said in one round.
 *
 * @param forecast only when {@code ballot} is {@code CAST}
 * @param reason only when {@code ABSTAINED}: the enumerated reason
 * @param detail only when {@code ABSTAINED}: one sentence for people
 * @param weight the agent's weight going into this round, in [0, 1]
 * @param costUsd what a model provider charged, US dollars, as a decimal string
 * @param evidence what the agent looked at, best first
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record VoteView(
        AgentId agent,
        Cast ballot,
        Optional<ForecastView> forecast,
        Optional<String> reason,
        Optional<String> detail,
        double weight,
        String modelId,
        int tokens,
        String costUsd,
        double latencyMillis,
        List<EvidenceView> evidence) {
    public VoteView {
        evidence = List.copyOf(evidence);
    }

    /** What kind of answer it was. */
    public enum Cast {
        CAST,
        ABSTAINED,
        /** No answer in time, or none that could be read. */
        ASLEEP
    }
}
