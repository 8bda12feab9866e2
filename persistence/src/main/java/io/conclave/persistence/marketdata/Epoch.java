package io.conclave.persistence.marketdata;

import java.time.Instant;

/** Moments as the tables have them: UTC epoch nanoseconds, from 1677 to 2262. */
final class Epoch {
    private Epoch() {}

    /** @throws ArithmeticException if the moment is out of range */
    static long nanos(Instant moment) {
        return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), 1_000_000_000L), moment.getNano());
    }
}
