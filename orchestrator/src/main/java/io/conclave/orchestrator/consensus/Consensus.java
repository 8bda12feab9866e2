package io.conclave.orchestrator.consensus;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the federation forecasts, and everything that went into it. Weights are parts of the awake mass, after the cap.
 *
 * @param q probabilities of down, flat and up; they sum to one
 * @param mixLosses G by outcome, of the weights used: q loses no more at any of them
 * @param experts those awake, in the federation's order
 * @param weights of each agent awake, its temperatures together; with {@code baseRateWeight} they sum to one
 * @param baseRateWeight of the one expert that never sleeps
 * @param held agents whose voice the source cap cut in this round
 * @param disagreement weighted divergence of the experts from q, nats, &gt;= 0
 * @param disagreementLimit what it may not exceed; empty while the record is too short
 * @param noTrade why not to trade on it; empty if one may
 */
public record Consensus(
        List<Double> q,
        List<Double> mixLosses,
        List<Expert> experts,
        SortedMap<AgentId, Double> weights,
        double baseRateWeight,
        SortedSet<AgentId> held,
        double disagreement,
        OptionalDouble disagreementLimit,
        Optional<NoTradeReason> noTrade) {

    /**
     * One voice: an agent at one temperature, or the base rate.
     *
     * @param agent empty for the base rate
     * @param temperature exponent on the agent's own probabilities
     * @param weight part of the awake mass, after the cap
     * @param forecast down, flat, up, tempered
     */
    public record Expert(Optional<AgentId> agent, Fraction temperature, double weight, List<Double> forecast) {
        public Expert {
            forecast = List.copyOf(forecast);
        }
    }

    public Consensus {
        q = List.copyOf(q);
        mixLosses = List.copyOf(mixLosses);
        experts = List.copyOf(experts);
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        held = Collections.unmodifiableSortedSet(new TreeSet<>(held));
    }

    /** An agent's part of the forecast; zero when it sleeps. */
    public double weight(AgentId agent) {
        return weights.getOrDefault(agent, 0.0);
    }

    public double probability(Outcome outcome) {
        return q.get(outcome.ordinal());
    }
}
