package io.conclave.domain.market;

import io.conclave.domain.unit.Price;

/**
 * A price that was there at a moment: one step of the path the market took.
 *
 * @param atNanos UTC epoch nanoseconds
 */
public record PricePoint(long atNanos, Price price) {}
