package io.conclave.domain.portfolio;

import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;

/**
 * A piece of a position with the price it was opened at.
 *
 * @param quantity signed, never zero
 */
public record Lot(Quantity quantity, Price price) {}
