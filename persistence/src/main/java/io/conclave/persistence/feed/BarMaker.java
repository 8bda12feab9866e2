package io.conclave.persistence.feed;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.market.Trade;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Makes one instrument's bars of its trades as they come. A bar of whose trades any may be unknown is not made: a hole is seen,
 * a wrong price is believed.
 */
final class BarMaker {
    private static final long NEVER = Long.MAX_VALUE;

    private final Symbol symbol;
    private final long interval;
    /** Of bars that are not closed yet; in the order in which they came. */
    private final List<Trade> open = new ArrayList<>();

    private long heardSince = NEVER;
    private long closedUpTo = Long.MIN_VALUE;
    private Optional<Long> previous = Optional.empty();

    /** @param intervalNanos length of a bar; bars begin at its multiples since the epoch */
    BarMaker(Symbol symbol, long intervalNanos) {
        this.symbol = symbol;
        this.interval = intervalNanos;
    }

    /** From this moment on every trade will be told. */
    void heard(long sinceNanos) {
        heardSince = sinceNanos;
    }

    /** Trades may be missing from now on, and of the bars that are not closed yet. */
    void unheard() {
        heardSince = NEVER;
    }

    void told(List<Trade> trades) {
        for (var trade : trades) {
            // A bar that was published stays as it is.
            if (trade.atNanos() >= closedUpTo) {
                open.add(trade);
            }
        }
    }

    /** The bars that closed by then, oldest first; without trades there is none. */
    List<BarItem> close(long upToNanos) {
        var made = new ArrayList<BarItem>();
        open.sort(Comparator.comparingLong(Trade::atNanos));
        int done = 0;
        while (done < open.size()) {
            long opens = Math.floorDiv(open.get(done).atNanos(), interval) * interval;
            long closes = Math.addExact(opens, interval);
            if (closes > upToNanos) {
                break;
            }
            int end = countBefore(closes);
            if (opens >= heardSince) {
                made.add(item(opens, closes, open.subList(done, end), countBefore(closes + 1) - done));
            }
            closedUpTo = closes;
            done = end;
        }
        open.subList(0, done).clear();
        return made;
    }

    private int countBefore(long nanos) {
        int count = 0;
        while (count < open.size() && open.get(count).atNanos() < nanos) {
            count++;
        }
        return count;
    }

    /** @param known trades from the open to the close, that moment included: so many must be stored before the bar is */
    private BarItem item(long opens, long closes, List<Trade> trades, int known) {
        var high = trades.getFirst().price();
        var low = high;
        long volume = 0;
        for (var trade : trades) {
            high = trade.price().compareTo(high) > 0 ? trade.price() : high;
            low = trade.price().compareTo(low) < 0 ? trade.price() : low;
            volume = plus(volume, trade.amount().e8());
        }
        var bar = new Bar(
                symbol,
                opens,
                closes,
                trades.getFirst().price(),
                high,
                low,
                trades.getLast().price(),
                new Quantity(volume));
        var item = new BarItem(bar, Optional.of(known), opens - 1, List.of(), previous, false);
        previous = Optional.of(closes);
        return item;
    }

    private long plus(long volume, long amount) {
        long sum = volume + amount;
        if (sum < 0) {
            throw new IllegalStateException("The volume of a bar of " + symbol + " is larger than "
                    + E8.format(Long.MAX_VALUE) + ": follow it at a shorter interval");
        }
        return sum;
    }
}
