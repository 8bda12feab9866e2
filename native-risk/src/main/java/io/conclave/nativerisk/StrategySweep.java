package io.conclave.nativerisk;

import java.util.List;

/**
 * A grid over one plan's numbers: every combination of the axes' values, on resident bars.
 *
 * @param base what the axes do not set; what they set, it may have any value
 * @param axes 1 to 4, each parameter once; row-major, the last one runs fastest
 * @param threads 1 to 256; the results do not depend on it
 * @param parts how many equal lengths the bars are cut into for the sums of parts, at most 64; 0: they are not wanted
 */
public record StrategySweep(
        DataSet bars,
        TradingPlan base,
        List<Axis> axes,
        BrokerTerms broker,
        int firstBar,
        int endBar,
        int threads,
        int parts) {
    /** The most combinations a worker takes. */
    public static final long MOST_ROWS = 1L << 24;

    public static final int MOST_AXES = 4;
    private static final int MOST_PARTS = 64;

    public StrategySweep {
        axes = List.copyOf(axes);
        if (firstBar < 0 || firstBar >= endBar || endBar > bars.size()) {
            throw new IllegalArgumentException(
                    "From bar " + firstBar + " to " + endBar + " does not lie within " + bars.size() + " bars");
        }
        if (threads < 1 || threads > 256 || parts < 0 || parts > MOST_PARTS || parts >= endBar - firstBar) {
            throw new IllegalArgumentException(threads + " threads and " + parts
                    + " parts: 1 to 256 threads, and at most " + MOST_PARTS + " parts of at least one return each");
        }
        long numbers = axes.stream().map(Axis::parameter).distinct().count();
        if (axes.isEmpty() || axes.size() > MOST_AXES || numbers < axes.size() || count(axes) > MOST_ROWS) {
            throw new IllegalArgumentException("A grid of " + axes + ": 1 to " + MOST_AXES
                    + " axes, each of another parameter, and at most " + MOST_ROWS + " combinations");
        }
        Simulation.targetsReach(base, endBar);
    }

    /** What an axis varies. What a strategy does not use changes nothing. */
    public enum Parameter {
        FAST_BARS,
        SLOW_BARS,
        SIGNAL_BARS,
        ENTER,
        LEAVE,
        STOP_LOSS_BPS,
        TAKE_PROFIT_BPS,
        MAX_BARS,
        YEARLY_VOLATILITY
    }

    /**
     * {@code first}, {@code first + step}, …: so many {@code values}.
     *
     * @param parameter the windows of strategies with one window are {@link Parameter#SLOW_BARS}
     * @param values at least 1
     */
    public record Axis(Parameter parameter, double first, double step, int values) {
        public Axis {
            if (!Double.isFinite(first) || !Double.isFinite(step) || values < 1) {
                throw new IllegalArgumentException("No axis: " + values + " values from " + first + " on by " + step);
            }
        }

        double value(int index) {
            return first + step * index;
        }
    }

    public int rows() {
        return Math.toIntExact(count(axes));
    }

    /** The value of one axis in a row. */
    public double value(int row, int axis) {
        int left = row;
        for (int i = axes.size() - 1; i > axis; i--) {
            left /= axes.get(i).values();
        }
        return axes.get(axis).value(left % axes.get(axis).values());
    }

    private static long count(List<Axis> axes) {
        long count = 1;
        for (var axis : axes) {
            count = Math.min(count * axis.values(), MOST_ROWS + 1);
        }
        return count;
    }
}
