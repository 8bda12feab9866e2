package io.conclave.agents;

import io.conclave.domain.market.PricePoint;
import java.security.MessageDigest;
import java.util.List;

/** The finest thing known of one symbol, trades or bars, in columns; oldest first. Immutable once a tape is built. */
sealed interface FinestRecord permits TradeColumns, BarColumns {
    /** The moment of the newest record, epoch nanoseconds; {@link Long#MIN_VALUE} of an empty one. */
    long endNanos();

    /** What of it was known then. Shares memory with this record. */
    FinestRecord upTo(long nanos);

    /** In the order it happened, {@code afterNanos} exclusive, {@code upToNanos} inclusive. */
    List<PricePoint> path(long afterNanos, long upToNanos);

    /**
     * Bars aligned to the epoch; an interval without records has none.
     *
     * @param intervalNanos length of a bar; 0 says as recorded
     * @param endNanos bars that close later are still open, and not given
     */
    BarColumns bars(long intervalNanos, long endNanos);

    /** Folds the content, and nothing else, into a hash. */
    void digest(MessageDigest digest);
}
