package io.conclave.domain.market;

import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;

/** One price level of an order book: all that waits there. A zero quantity says the level is gone. */
public record BookLevel(Price price, Quantity quantity) {}
