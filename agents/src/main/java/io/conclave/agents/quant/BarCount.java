package io.conclave.agents.quant;

import io.conclave.agents.MarketTape;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import java.util.List;

/**
 * Counts the bars of one symbol from the beginning of the record; goes on from the last count when time goes on.
 *
 * <p>The bars themselves are counted, not the closings: decisions may begin later than the record does. What it remembers
 * saves work and changes no answer.
 */
final class BarCount {
    private static final int LARGEST_PAGE = 4096;

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
        count += newer(asOfNanos);
        countedTo = asOfNanos;
        return count;
    }

    /** Bars after the last count, read backwards in pages: mostly there is one such bar, after a restart all of them. */
    private int newer(long asOfNanos) {
        int newer = 0;
        long end = asOfNanos;
        for (int size = 2; ; size = Math.min(2 * size, LARGEST_PAGE)) {
            List<Bar> page = tape.bars(symbol, end, size);
            long fresh =
                    page.stream().filter(bar -> bar.closeNanos() > countedTo).count();
            newer += Math.toIntExact(fresh);
            if (fresh < size) {
                return newer;
            }
            end = page.getFirst().closeNanos() - 1;
        }
    }
}
