package io.conclave.domain.market;

import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;

/**
 * A price that was there at a moment: one step of the path the market took.
 *
 * @param atNanos UTC epoch nanoseconds
 * @param traded how much changed hands at it; zero where the record says only that the price was there
 */
public record PricePoint(long atNanos, Price price, Quantity traded) {
    /** A price of which nobody says how much was traded at it. */
    public PricePoint(long atNanos, Price price) {
        this(atNanos, price, Quantity.ZERO);
    }
}
