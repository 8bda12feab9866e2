package io.conclave.orchestrator.riskgate;

import io.conclave.domain.unit.Fraction;

/**
 * One reason that cut an order.
 *
 * @param asked share of equity the position would have had without it, signed
 * @param allowed share of equity it may have, signed, before the next reason is tried
 */
public record Veto(VetoReason reason, Fraction asked, Fraction allowed) {}
