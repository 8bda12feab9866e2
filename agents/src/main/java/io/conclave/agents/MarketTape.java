package io.conclave.agents;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import java.util.List;
import java.util.Optional;

/**
 * A record of the market that can be read from any point, and only up to a point.
 *
 * <p>Every question names the moment it is asked as of; what happened later is not in the answer. Implementations are
 * immutable or grow at the end only, and may be read by several threads.
 */
public interface MarketTape {
    /** Identifies the content: SHA-256, hex, of what was recorded. */
    String id();

    /** What was traded, ascending. */
    List<Symbol> symbols();

    /** @throws IllegalArgumentException for a symbol that is not on the tape */
    Instrument instrument(Symbol symbol);

    /** When a bar of any symbol closes: ascending, each moment once, UTC epoch nanoseconds. */
    List<Long> closings();

    /** The bar that closes exactly then, if there is one. */
    Optional<Bar> barClosingAt(Symbol symbol, long closeNanos);

    /**
     * Bars that had closed.
     *
     * @param asOfNanos the moment of the question, inclusive
     * @param most how many at most; the newest are kept
     * @return oldest first
     */
    List<Bar> bars(Symbol symbol, long asOfNanos, int most);

    /**
     * The path the price took, from the finest record there is.
     *
     * @param afterNanos exclusive
     * @param upToNanos inclusive; never later than the moment of the question
     * @return in the order it happened
     */
    List<PricePoint> path(Symbol symbol, long afterNanos, long upToNanos);

    /** Nothing more will come: always so for a recording; a tape that grows says so once it has been closed. */
    default boolean isClosed() {
        return true;
    }

    /**
     * Tells of every bar that is added, and of the end. A recording never tells.
     *
     * @param listener called from the thread that adds, after the addition can be read; must return at once
     */
    default void onGrowth(Runnable listener) {}

    /** Looks for more at once, if this follows a record that others write; else it does nothing. Returns before it has looked. */
    default void look() {}
}
