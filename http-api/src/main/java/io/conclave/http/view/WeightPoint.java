package io.conclave.http.view;

import java.time.Instant;
import java.util.SortedMap;

/**
 * Each agent's weight after a round; they sum to one.
 *
 * @param weights by agent, each in [0, 1]
 */
public record WeightPoint(Instant at, SortedMap<String, Double> weights) {}
