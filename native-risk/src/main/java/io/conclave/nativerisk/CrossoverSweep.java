package io.conclave.nativerisk;

import io.conclave.nativerisk.Backtest.Costs;
import java.util.List;

/**
 * What a worker is asked to sweep: long while the fast average of the closes stands above the slow one, else flat, for
 * every fast window against every slow one. {@code docs/backtest-semantics.md} says what each figure means.
 *
 * @param fast windows in bars, at least one; {@code fast >= slow} is no trial
 * @param slow windows in bars, at least one
 * @param firstBar decides first; the bars before it fill the averages and earn nothing
 * @param endBar exclusive; later bars are not read
 * @param threads at least 1; the results do not depend on it
 * @param parts how many equal lengths the bars are cut into for the sums of parts; 0: they are not wanted
 */
public record CrossoverSweep(
        DataSet bars,
        Average average,
        List<WindowRange> fast,
        List<WindowRange> slow,
        int firstBar,
        int endBar,
        Costs costs,
        Method method,
        int threads,
        int parts) {
    /** The most combinations a worker takes. */
    public static final long MOST_ROWS = 1L << 24;

    public CrossoverSweep {
        fast = List.copyOf(fast);
        slow = List.copyOf(slow);
        if (firstBar < 0 || firstBar >= endBar || endBar > bars.size()) {
            throw new IllegalArgumentException(
                    "From bar " + firstBar + " to " + endBar + " does not lie within " + bars.size() + " bars");
        }
        if (threads < 1 || threads > 256 || parts < 0) {
            throw new IllegalArgumentException(
                    threads + " threads and " + parts + " parts: 1 to 256 threads and no negative number of parts");
        }
        long rows = count(fast) * count(slow);
        if (rows < 1 || rows > MOST_ROWS) {
            throw new IllegalArgumentException(
                    rows + " combinations: at least 1 and at most " + MOST_ROWS + " can be swept at once");
        }
    }

    /** Which average of the closes a window stands for. */
    public enum Average {
        SIMPLE,
        EXPONENTIAL
    }

    /** How it is computed. */
    public enum Method {
        /** The fastest of those that give the bits of the scalar one. */
        AUTO,
        /** Plain loops: the reference. */
        SCALAR,
        AVX2,
        AVX512,
        /** Whole runs of one position at a time: the fastest; figures within 1e-11 of the scalar one's. */
        RUN_LENGTH
    }

    /**
     * Windows of {@code firstBars}, {@code firstBars + stepBars}, … up to {@code lastBars}, which is one of them.
     *
     * @param stepBars at least 1
     */
    public record WindowRange(int firstBars, int lastBars, int stepBars) {
        /** Longer averages are refused. */
        public static final int MOST_BARS = 1 << 20;

        public WindowRange {
            if (firstBars < 1
                    || lastBars < firstBars
                    || lastBars > MOST_BARS
                    || stepBars < 1
                    || (lastBars - firstBars) % stepBars != 0) {
                throw new IllegalArgumentException("Windows from " + firstBars + " to " + lastBars + " bars by "
                        + stepBars + ": 1 to " + MOST_BARS + " bars, and the last one must be hit");
            }
        }

        public static WindowRange of(int bars) {
            return new WindowRange(bars, bars, 1);
        }

        public int count() {
            return (lastBars - firstBars) / stepBars + 1;
        }
    }

    public int fastCount() {
        return Math.toIntExact(count(fast));
    }

    public int slowCount() {
        return Math.toIntExact(count(slow));
    }

    public int rows() {
        return fastCount() * slowCount();
    }

    /** Of the combination of the {@code fast}-th fast and the {@code slow}-th slow window, both counted from 0. */
    public int row(int fast, int slow) {
        return slow * fastCount() + fast;
    }

    /** The fast window of a row, bars. */
    public int fastBars(int row) {
        return window(fast, row % fastCount());
    }

    /** The slow window of a row, bars. */
    public int slowBars(int row) {
        return window(slow, row / fastCount());
    }

    private static long count(List<WindowRange> ranges) {
        return ranges.stream().mapToLong(WindowRange::count).sum();
    }

    private static int window(List<WindowRange> ranges, int index) {
        int left = index;
        for (var range : ranges) {
            if (left < range.count()) {
                return range.firstBars() + left * range.stepBars();
            }
            left -= range.count();
        }
        throw new IndexOutOfBoundsException("There is no window " + index);
    }
}
