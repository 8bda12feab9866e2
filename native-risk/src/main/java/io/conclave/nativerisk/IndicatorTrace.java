package io.conclave.nativerisk;

import io.conclave.nativerisk.Strategy.EmaSeed;
import io.conclave.nativerisk.Strategy.RsiAverage;

/**
 * An indicator to be drawn over resident bars.
 */
public record IndicatorTrace(DataSet bars, Indicator indicator) {
    /** What is drawn. Windows are in bars; prices in quote currency. */
    public sealed interface Indicator {}

    /** Mean of the last closes. */
    public record Sma(int bars) implements Indicator {
        public Sma {
            window(bars, 1);
        }
    }

    /** Exponential mean of the closes. */
    public record Ema(int bars, EmaSeed seed) implements Indicator {
        public Ema {
            window(bars, 1);
        }
    }

    /** One of the three lines of a MACD. {@code signalBars} counts for the line as well, where nothing reads it. */
    public record Macd(int fastBars, int slowBars, int signalBars, EmaSeed seed, MacdLine line) implements Indicator {
        public Macd {
            window(fastBars, 1);
            window(slowBars, fastBars + 1);
            window(signalBars, 1);
        }
    }

    public enum MacdLine {
        MACD,
        SIGNAL,
        HISTOGRAM
    }

    public record Rsi(int bars, RsiAverage average) implements Indicator {
        public Rsi {
            window(bars, 1);
        }
    }

    /**
     * Mean of the last closes and so many population deviations of them.
     *
     * @param width below 0: the lower band; −100 to 100
     */
    public record Bollinger(int bars, double width) implements Indicator {
        public Bollinger {
            window(bars, 1);
            if (!(Math.abs(width) <= 100)) {
                throw new IllegalArgumentException("A band " + width + " deviations wide does not lie in -100 to 100");
            }
        }
    }

    /** The highest high, or the lowest low, of the window, this bar included. Wants bars with highs and lows. */
    public record Donchian(int bars, boolean high) implements Indicator {
        public Donchian {
            window(bars, 1);
        }
    }

    /** Return over the window. */
    public record Momentum(int bars) implements Indicator {
        public Momentum {
            window(bars, 1);
        }
    }

    /** Sample deviation of the last log returns, one bar's. */
    public record RollingVolatility(int bars) implements Indicator {
        public RollingVolatility {
            window(bars, 2);
        }
    }

    /** Root of the exponential mean of squared log returns, one bar's. */
    public record EwmaVolatility(double decay) implements Indicator {
        public EwmaVolatility {
            if (!(decay > 0 && decay < 1)) {
                throw new IllegalArgumentException("A decay of " + decay + " does not lie between 0 and 1");
            }
        }
    }

    private static void window(int bars, int least) {
        if (bars < least || bars > Strategy.MOST_BARS) {
            throw new IllegalArgumentException(
                    "A window of " + bars + " bars does not lie in " + least + " to " + Strategy.MOST_BARS);
        }
    }
}
