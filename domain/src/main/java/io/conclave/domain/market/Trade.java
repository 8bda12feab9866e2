package io.conclave.domain.market;

import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;

/**
 * One print on the tape.
 *
 * @param id stable: the same trade has the same id in every run (file hash and ordinal, or the venue's own)
 * @param atNanos event time, UTC epoch nanoseconds; several trades may share it
 */
public record Trade(Symbol symbol, String id, long atNanos, Price price, Quantity amount) {}
