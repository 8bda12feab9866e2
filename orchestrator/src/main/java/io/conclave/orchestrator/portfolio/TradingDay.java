package io.conclave.orchestrator.portfolio;

import io.conclave.domain.unit.Money;

/**
 * A day that losses are counted on, from midnight UTC.
 *
 * @param number days since the epoch
 * @param equity what the account was worth at its first mark of the day
 */
public record TradingDay(long number, Money equity) {
    private static final long NANOS = 86_400_000_000_000L;

    /** The day that a mark belongs to, if it is the first of it. */
    public static TradingDay at(long atNanos, Money equity) {
        return new TradingDay(Math.floorDiv(atNanos, NANOS), equity);
    }

    /** After a mark: this day goes on, or another has begun. */
    TradingDay marked(long atNanos, Money worth) {
        var then = at(atNanos, worth);
        return then.number > number ? then : this;
    }
}
