package io.conclave.orchestrator.riskgate.door;

import io.conclave.domain.unit.Money;

/**
 * A day that losses are counted on, from midnight UTC.
 *
 * @param number days since the epoch
 * @param equity what the account was worth when its first order of the day came, or its first mark
 */
public record TradingDay(long number, Money equity) {
    private static final long NANOS = 86_400_000_000_000L;

    /** Which day a moment belongs to. */
    static long numberAt(long nanos) {
        return Math.floorDiv(nanos, NANOS);
    }
}
