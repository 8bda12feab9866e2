package io.conclave.agents.quant;

import io.conclave.domain.market.Bar;
import java.util.List;

/**
 * What a bar and those before it say, as numbers for the trees.
 *
 * <p>Nothing after the bar is looked at, nor anything more than {@link #LOOKBACK} bars back: the same bars give the same
 * numbers wherever a tape begins or ends. What cannot be told yet is NaN. Sums run in one fixed order and logarithms
 * come from {@link StrictMath}, so the numbers are the same on every machine.
 */
final class Features {
    /** The bar itself and those before it that are looked at. */
    static final int LOOKBACK = 97;

    /** A row makes sense from this many bars on. */
    static final int SHORTEST = 5;

    /** In the order of a row. */
    static final List<String> NAMES = List.of(
            "return-1",
            "return-2",
            "return-4",
            "return-8",
            "return-16",
            "return-32",
            "return-96",
            "volatility-8",
            "volatility-32",
            "volatility-8-to-32",
            "return-1-in-volatilities",
            "return-4-in-volatilities",
            "range",
            "range-to-mean-16",
            "close-in-bar",
            "close-in-channel-16",
            "close-in-channel-96",
            "volume-z-32",
            "volume-4-to-32",
            "above-mean-16",
            "above-mean-64",
            "share-of-rises-16",
            "bars-since-high-32",
            "bars-since-low-32",
            "pause-before-bar");

    private final double[] close;
    private final double[] high;
    private final double[] low;
    /** log(1 + volume) */
    private final double[] volume;
    /** log return from the bar before; NaN for the first */
    private final double[] change;

    private final long[] openNanos;
    private final long[] closeNanos;

    /** @param bars oldest first */
    Features(List<Bar> bars) {
        int n = bars.size();
        close = new double[n];
        high = new double[n];
        low = new double[n];
        volume = new double[n];
        change = new double[n];
        openNanos = new long[n];
        closeNanos = new long[n];
        for (int i = 0; i < n; i++) {
            var bar = bars.get(i);
            close[i] = bar.close().toDouble();
            high[i] = bar.high().toDouble();
            low[i] = bar.low().toDouble();
            volume[i] = StrictMath.log1p(bar.volume().toDouble());
            change[i] = i == 0 ? Double.NaN : StrictMath.log(close[i] / close[i - 1]);
            openNanos[i] = bar.openNanos();
            closeNanos[i] = bar.closeNanos();
        }
    }

    /** The row of bar {@code i}, one number for each of {@link #NAMES}. */
    float[] at(int i) {
        double slow = deviation(change, i, 32);
        double[] row = {
            back(i, 1),
            back(i, 2),
            back(i, 4),
            back(i, 8),
            back(i, 16),
            back(i, 32),
            back(i, 96),
            deviation(change, i, 8),
            slow,
            deviation(change, i, 8) / slow,
            back(i, 1) / slow,
            back(i, 4) / (2 * slow),
            range(i),
            range(i) / meanRange(i, 16),
            place(close[i], low[i], high[i]),
            channel(i, 16),
            channel(i, 96),
            (volume[i] - mean(volume, i, 32)) / deviation(volume, i, 32),
            mean(volume, i, 4) - mean(volume, i, 32),
            close[i] / mean(close, i, 16) - 1,
            close[i] / mean(close, i, 64) - 1,
            rises(i, 16),
            sinceHigh(i, 32),
            sinceLow(i, 32),
            pause(i)
        };
        float[] narrow = new float[row.length];
        for (int k = 0; k < row.length; k++) {
            narrow[k] = Double.isFinite(row[k]) ? (float) row[k] : Float.NaN;
        }
        return narrow;
    }

    private double back(int i, int bars) {
        return i < bars ? Double.NaN : StrictMath.log(close[i] / close[i - bars]);
    }

    private double range(int i) {
        return (high[i] - low[i]) / close[i];
    }

    private double meanRange(int i, int bars) {
        if (i + 1 < bars) {
            return Double.NaN;
        }
        double sum = 0;
        for (int j = i - bars + 1; j <= i; j++) {
            sum += range(j);
        }
        return sum / bars;
    }

    private static double mean(double[] column, int i, int bars) {
        if (i + 1 < bars) {
            return Double.NaN;
        }
        double sum = 0;
        for (int j = i - bars + 1; j <= i; j++) {
            sum += column[j];
        }
        return sum / bars;
    }

    private static double deviation(double[] column, int i, int bars) {
        double mean = mean(column, i, bars);
        double sum = 0;
        for (int j = Math.max(0, i - bars + 1); j <= i; j++) {
            sum += (column[j] - mean) * (column[j] - mean);
        }
        double deviation = Math.sqrt(sum / (bars - 1));
        return deviation > 0 ? deviation : Double.NaN;
    }

    private double channel(int i, int bars) {
        if (i + 1 < bars) {
            return Double.NaN;
        }
        double bottom = low[i];
        double top = high[i];
        for (int j = i - bars + 1; j < i; j++) {
            bottom = Math.min(bottom, low[j]);
            top = Math.max(top, high[j]);
        }
        return place(close[i], bottom, top);
    }

    /** 0 at the bottom, 1 at the top, a half where there is no room between. */
    private static double place(double price, double bottom, double top) {
        return top > bottom ? (price - bottom) / (top - bottom) : 0.5;
    }

    private double rises(int i, int bars) {
        if (i < bars) {
            return Double.NaN;
        }
        int rises = 0;
        for (int j = i - bars + 1; j <= i; j++) {
            rises += change[j] > 0 ? 1 : 0;
        }
        return rises / (double) bars;
    }

    private double sinceHigh(int i, int bars) {
        if (i + 1 < bars) {
            return Double.NaN;
        }
        int newest = i;
        for (int j = i - 1; j > i - bars; j--) {
            newest = high[j] > high[newest] ? j : newest;
        }
        return i - newest;
    }

    private double sinceLow(int i, int bars) {
        if (i + 1 < bars) {
            return Double.NaN;
        }
        int newest = i;
        for (int j = i - 1; j > i - bars; j--) {
            newest = low[j] < low[newest] ? j : newest;
        }
        return i - newest;
    }

    /** Time in which nothing traded before this bar, in lengths of it. */
    private double pause(int i) {
        return i == 0 ? Double.NaN : (openNanos[i] - closeNanos[i - 1]) / (double) (closeNanos[i] - openNanos[i]);
    }
}
