package io.conclave.agents;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.DecisionId;

/**
 * What the risk gate asks before a position may change.
 *
 * @param target the share of equity the account would hold, signed
 */
public record RiskQuestion(DecisionId decision, Fraction target) implements Wire {}
