package io.conclave.orchestrator.sizing;

import io.conclave.domain.unit.Fraction;

/**
 * A position and what set its size.
 *
 * @param target share of equity, signed; zero when flat
 * @param edge expected return of a unit of the better side, after the cost of entering if it is not held; may be negative
 * @param kelly the whole Kelly stake on that side, in equities, &gt;= 0; zero without an edge
 */
public record Sized(Stance stance, Fraction target, Bound bound, double edge, double kelly) {}
