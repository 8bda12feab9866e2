package io.conclave.persistence.readmodel;

/**
 * What one voice counted for in one decision.
 *
 * @param agent an agent's name, or {@code base-rate}; who was asleep has no point
 * @param weight part of the awake mass after the cap, in [0, 1]
 */
public record WeightPoint(long asOfNanos, String agent, double weight) {}
