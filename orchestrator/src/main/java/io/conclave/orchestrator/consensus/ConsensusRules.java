package io.conclave.orchestrator.consensus;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The constitution of a federation.
 *
 * @param share part of all weight that is dealt out evenly after each round, so that nobody is forgotten; in [0, 1)
 * @param sourceCap most of the awake mass that one capped agent may have in a forecast; in (0, 1], 1 caps nobody
 * @param capped agents that read text from outside, which somebody else may have written for them
 * @param quorum active agents that must be awake before anything is traded, at least 1
 * @param required the agent that must be among them
 * @param temperatures exponents at which every agent sits as an expert of its own; each &gt; 0, below 1 is humbler
 * @param disagreementPercentile a round farther apart than this percentile of all rounds so far is not traded; 1 to 100
 * @param disagreementWarmup rounds on record before that rule wakes
 */
public record ConsensusRules(
        double share,
        double sourceCap,
        SortedSet<AgentId> capped,
        int quorum,
        AgentId required,
        List<Fraction> temperatures,
        int disagreementPercentile,
        int disagreementWarmup) {
    public ConsensusRules {
        capped = Collections.unmodifiableSortedSet(new TreeSet<>(capped));
        temperatures = List.copyOf(temperatures);
        require(share >= 0 && share < 1, "share must lie in [0, 1)", share);
        require(sourceCap > 0 && sourceCap <= 1, "sourceCap must lie in (0, 1]", sourceCap);
        require(quorum >= 1, "quorum must be at least 1", quorum);
        require(
                !temperatures.isEmpty() && temperatures.stream().allMatch(t -> t.signum() > 0),
                "temperatures must be positive, and there must be one",
                temperatures);
        require(
                disagreementPercentile >= 1 && disagreementPercentile <= 100,
                "disagreementPercentile must lie in 1..100",
                disagreementPercentile);
        require(disagreementWarmup >= 1, "disagreementWarmup must be at least 1", disagreementWarmup);
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("Consensus: " + rule + ", not " + value);
        }
    }
}
