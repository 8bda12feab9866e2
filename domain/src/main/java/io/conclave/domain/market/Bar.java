package io.conclave.domain.market;

import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;

/**
 * Open, high, low and close of an interval that has ended; known at {@code closeNanos} and not before.
 *
 * @param openNanos start of the interval, inclusive, UTC epoch nanoseconds
 * @param closeNanos end of the interval, exclusive for trades, and the moment the bar is known
 * @param volume base traded in the interval, &gt;= 0
 */
public record Bar(
        Symbol symbol,
        long openNanos,
        long closeNanos,
        Price open,
        Price high,
        Price low,
        Price close,
        Quantity volume) {
    public Bar {
        if (closeNanos <= openNanos) {
            throw new IllegalArgumentException("A bar of " + symbol + " closes before it opens");
        }
        boolean ordered = low.compareTo(open) <= 0
                && low.compareTo(close) <= 0
                && high.compareTo(open) >= 0
                && high.compareTo(close) >= 0;
        if (!ordered) {
            throw new IllegalArgumentException(
                    "Open " + open + " and close " + close + " must lie between low " + low + " and high " + high);
        }
        if (volume.signum() < 0) {
            throw new IllegalArgumentException("Volume is negative: " + volume);
        }
    }
}
