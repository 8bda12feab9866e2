package io.conclave.persistence.readmodel;

import io.conclave.domain.unit.Fraction;

/**
 * One reason that cut an order, in the order the gate tried them.
 *
 * @param reason by its stable name, as in {@code VetoReason}
 */
public record VetoView(String reason, Fraction asked, Fraction allowed) {}
