package io.conclave.agents.quant;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Symbol;
import java.util.Collections;
import java.util.List;

/**
 * Counts the bars of one symbol from the beginning of a tape; goes on from the last count when time goes on.
 *
 * <p>What it remembers saves work and changes no answer.
 */
final class BarCount {
    private final MarketTape tape;
    private final Symbol symbol;
    private long countedTo = Long.MIN_VALUE;
    private int count;

    BarCount(MarketTape tape, Symbol symbol) {
        this.tape = tape;
        this.symbol = symbol;
    }

    /** How many bars had closed then. */
    int at(long asOfNanos) {
        if (asOfNanos < countedTo) {
            countedTo = Long.MIN_VALUE;
            count = 0;
        }
        List<Long> closings = tape.closings();
        int from = countUpTo(closings, countedTo);
        int to = countUpTo(closings, asOfNanos);
        for (long close : closings.subList(from, to)) {
            count += tape.barClosingAt(symbol, close).isPresent() ? 1 : 0;
        }
        countedTo = asOfNanos;
        return count;
    }

    private static int countUpTo(List<Long> ascending, long limit) {
        int found = Collections.binarySearch(ascending, limit);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
