package io.conclave.http.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.DecisionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One decision in a list: what was decided, and what came of it.
 *
 * @param round counts from 1 within its instrument
 * @param price the close that was decided at
 * @param consensus what the federation agreed on; absent without a quorum
 * @param reason why, in one plain sentence
 * @param target share of equity to hold afterwards, signed; absent when the position is kept
 * @param voteCount how many cast a forecast
 * @param abstentionCount how many stepped aside
 * @param vetoCount how many limits shrank or stopped it
 * @param fills what traded on it, oldest first
 * @param hash of the decision chain up to and including this one, hexadecimal
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record DecisionSummary(
        DecisionId id,
        Symbol symbol,
        Instant asOf,
        long round,
        Price price,
        Stance stance,
        String reason,
        Optional<ForecastView> consensus,
        Optional<Fraction> target,
        int voteCount,
        int abstentionCount,
        int vetoCount,
        List<FillView> fills,
        String hash) {
    public DecisionSummary {
        fills = List.copyOf(fills);
    }
}
