package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the model in service made of the newest bar: the vote that its agent gave in the last round.
 *
 * @param forecast of the time until the barriers are touched or the horizon ends; absent when it abstained
 * @param reason why it abstained, one sentence
 * @param modelId names the exact weights
 * @param latencyMillis from question to answer
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PredictionView(
        Symbol symbol,
        AgentId agent,
        DecisionId decision,
        Instant asOf,
        Optional<ForecastView> forecast,
        Optional<String> reason,
        String modelId,
        double latencyMillis) {}
