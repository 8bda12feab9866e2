package io.conclave.orchestrator.sizing;

import io.conclave.domain.unit.Fraction;

/**
 * What a round decides.
 *
 * @param target share of equity to hold, signed; under {@code NO_TRADE} what is held already
 */
public record Verdict(Stance stance, Fraction target, Cause cause) {}
