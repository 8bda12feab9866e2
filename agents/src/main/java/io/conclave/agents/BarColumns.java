package io.conclave.agents;

import io.conclave.agents.BadTapeException.Fault;
import io.conclave.domain.market.Bar;
import io.conclave.domain.market.PricePoint;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Bars of one symbol in columns: 56 bytes each, ascending, never overlapping.
 *
 * <p>Where bars are the finest record, the path inside one is assumed: open, the extreme nearer to it, the other one,
 * close. If both are equally far, the low comes first, and the bar counts as a tie.
 */
final class BarColumns implements FinestRecord {
    private final Symbol symbol;
    private long[] openNanos;
    private long[] closeNanos;
    private long[] openE8;
    private long[] highE8;
    private long[] lowE8;
    private long[] closeE8;
    private long[] volumeE8;
    private int size;

    BarColumns(Symbol symbol) {
        this.symbol = symbol;
        openNanos = new long[16];
        closeNanos = new long[16];
        openE8 = new long[16];
        highE8 = new long[16];
        lowE8 = new long[16];
        closeE8 = new long[16];
        volumeE8 = new long[16];
    }

    /** The newest bars in arrays of their own. */
    static BarColumns newestOf(BarColumns whole, int most) {
        var kept = new BarColumns(whole.symbol);
        int from = Math.max(0, whole.size - most);
        kept.openNanos = Arrays.copyOfRange(whole.openNanos, from, whole.size);
        kept.closeNanos = Arrays.copyOfRange(whole.closeNanos, from, whole.size);
        kept.openE8 = Arrays.copyOfRange(whole.openE8, from, whole.size);
        kept.highE8 = Arrays.copyOfRange(whole.highE8, from, whole.size);
        kept.lowE8 = Arrays.copyOfRange(whole.lowE8, from, whole.size);
        kept.closeE8 = Arrays.copyOfRange(whole.closeE8, from, whole.size);
        kept.volumeE8 = Arrays.copyOfRange(whole.volumeE8, from, whole.size);
        kept.size = whole.size - from;
        return kept;
    }

    private BarColumns(BarColumns whole, int size) {
        symbol = whole.symbol;
        openNanos = whole.openNanos;
        closeNanos = whole.closeNanos;
        openE8 = whole.openE8;
        highE8 = whole.highE8;
        lowE8 = whole.lowE8;
        closeE8 = whole.closeE8;
        volumeE8 = whole.volumeE8;
        this.size = size;
    }

    void append(long opened, long closed, long open, long high, long low, long close, long volume) {
        check(opened, closed, open, high, low, close, volume);
        openNanos = Columns.roomFor(openNanos, size);
        closeNanos = Columns.roomFor(closeNanos, size);
        openE8 = Columns.roomFor(openE8, size);
        highE8 = Columns.roomFor(highE8, size);
        lowE8 = Columns.roomFor(lowE8, size);
        closeE8 = Columns.roomFor(closeE8, size);
        volumeE8 = Columns.roomFor(volumeE8, size);
        openNanos[size] = opened;
        closeNanos[size] = closed;
        openE8[size] = open;
        highE8[size] = high;
        lowE8[size] = low;
        closeE8[size] = close;
        volumeE8[size] = volume;
        size++;
    }

    private void check(long opened, long closed, long open, long high, long low, long close, long volume) {
        if (low <= 0 || open <= 0 || close <= 0 || high <= 0) {
            throw bad(Fault.NOT_POSITIVE, "prices must be positive, the low is " + E8.format(low));
        }
        if (volume < 0) {
            throw bad(Fault.NOT_POSITIVE, "the volume must not be negative: " + E8.format(volume));
        }
        if (closed <= opened) {
            throw bad(Fault.INCONSISTENT, "a bar closes before it opens");
        }
        if (low > Math.min(open, close) || high < Math.max(open, close)) {
            throw bad(
                    Fault.INCONSISTENT,
                    "open " + E8.format(open) + " and close " + E8.format(close) + " must lie between low "
                            + E8.format(low) + " and high " + E8.format(high));
        }
        if (size == 0) {
            return;
        }
        if (closed == closeNanos[size - 1]) {
            throw bad(Fault.DUPLICATE, "a second bar with the same stamp");
        }
        if (closed < closeNanos[size - 1]) {
            throw bad(Fault.UNSORTED, "a bar is older than the one before it");
        }
        if (opened < closeNanos[size - 1]) {
            throw bad(Fault.OVERLAPPING, "a bar opens before the one before it closed");
        }
    }

    private BadTapeException bad(Fault fault, String sentence) {
        return new BadTapeException(fault, symbol, size, sentence);
    }

    int size() {
        return size;
    }

    long openNanos(int i) {
        return openNanos[i];
    }

    long closeNanos(int i) {
        return closeNanos[i];
    }

    /** How many had closed then. */
    int countUpTo(long nanos) {
        return Columns.countUpTo(closeNanos, size, nanos);
    }

    Bar bar(int i) {
        return new Bar(
                symbol,
                openNanos[i],
                closeNanos[i],
                new Price(openE8[i]),
                new Price(highE8[i]),
                new Price(lowE8[i]),
                new Price(closeE8[i]),
                new Quantity(volumeE8[i]));
    }

    Optional<Bar> closingAt(long nanos) {
        int i = countUpTo(nanos) - 1;
        return i >= 0 && closeNanos[i] == nanos ? Optional.of(bar(i)) : Optional.empty();
    }

    /** The newest bars that had closed, oldest first. */
    List<Bar> newest(long asOfNanos, int most) {
        int to = countUpTo(asOfNanos);
        int from = Math.max(0, to - most);
        var bars = new ArrayList<Bar>(to - from);
        for (int i = from; i < to; i++) {
            bars.add(bar(i));
        }
        return bars;
    }

    /** Bars whose two extremes are apart and equally far from the open: which came first is a guess. */
    int ties() {
        int ties = 0;
        for (int i = 0; i < size; i++) {
            if (highE8[i] != lowE8[i] && highE8[i] - openE8[i] == openE8[i] - lowE8[i]) {
                ties++;
            }
        }
        return ties;
    }

    @Override
    public long endNanos() {
        return size == 0 ? Long.MIN_VALUE : closeNanos[size - 1];
    }

    @Override
    public BarColumns upTo(long nanos) {
        return new BarColumns(this, countUpTo(nanos));
    }

    /** A bar is known at its close, so one that is still open at {@code upToNanos} shows nothing. */
    @Override
    public List<PricePoint> path(long afterNanos, long upToNanos) {
        int from = countUpTo(afterNanos);
        int to = countUpTo(upToNanos);
        var points = new ArrayList<PricePoint>(4 * Math.max(0, to - from));
        for (int i = from; i < to; i++) {
            addPath(i, afterNanos, points);
        }
        return points;
    }

    /** The path assumed inside one bar, without what is not after that moment. */
    void addPath(int i, long afterNanos, List<PricePoint> points) {
        long length = closeNanos[i] - openNanos[i];
        boolean highFirst = highE8[i] - openE8[i] < openE8[i] - lowE8[i];
        long start = openNanos[i];
        // One nanosecond in: the open comes after whatever was decided at the close before it.
        addAfter(afterNanos, points, start + 1, openE8[i]);
        addAfter(afterNanos, points, start + Math.max(1, length / 3), highFirst ? highE8[i] : lowE8[i]);
        addAfter(afterNanos, points, start + Math.max(1, length / 3 * 2), highFirst ? lowE8[i] : highE8[i]);
        addAfter(afterNanos, points, closeNanos[i], closeE8[i]);
    }

    private static void addAfter(long afterNanos, List<PricePoint> points, long atNanos, long priceE8) {
        if (atNanos > afterNanos) {
            points.add(new PricePoint(atNanos, new Price(priceE8)));
        }
    }

    @Override
    public BarColumns bars(long intervalNanos, long endNanos) {
        if (intervalNanos == 0) {
            return upTo(endNanos);
        }
        var coarse = new BarColumns(symbol);
        for (int i = 0; i < size; ) {
            long open = Math.floorDiv(openNanos[i], intervalNanos) * intervalNanos;
            long close = Math.addExact(open, intervalNanos);
            int first = i;
            long high = highE8[i];
            long low = lowE8[i];
            long volume = 0;
            for (; i < size && openNanos[i] < close; i++) {
                if (closeNanos[i] > close) {
                    throw new BadTapeException(
                            Fault.OVERLAPPING, symbol, i, "a bar crosses the border of the interval asked for");
                }
                high = Math.max(high, highE8[i]);
                low = Math.min(low, lowE8[i]);
                volume = plus(volume, volumeE8[i], i);
            }
            if (close <= endNanos) {
                coarse.append(open, close, openE8[first], high, low, closeE8[i - 1], volume);
            }
        }
        return coarse;
    }

    private long plus(long volume, long amount, int index) {
        try {
            return Math.addExact(volume, amount);
        } catch (ArithmeticException e) {
            throw new BadTapeException(Fault.OVERFLOW, symbol, index, "the volume of its bar is too large");
        }
    }

    @Override
    public void digest(MessageDigest digest) {
        for (long[] column : new long[][] {openNanos, closeNanos, openE8, highE8, lowE8, closeE8, volumeE8}) {
            Columns.digest(digest, column, size);
        }
    }
}
