package io.conclave.nativerisk;

/**
 * What decides, at each close, on which side to be. {@code docs/backtest-semantics.md} says each one's rule, long and
 * short. Windows are in bars.
 */
public sealed interface Strategy {
    /** The longest window. */
    int MOST_BARS = 1 << 20;

    /** Long from the first bar on. */
    record BuyAndHold() implements Strategy {}

    /** Long while the fast average of the closes stands above the slow one, short while below. */
    record SmaCrossover(int fastBars, int slowBars) implements Strategy {
        public SmaCrossover {
            fastThenSlow(fastBars, slowBars);
        }
    }

    /** The same with exponential averages. */
    record EmaCrossover(int fastBars, int slowBars, EmaSeed seed) implements Strategy {
        public EmaCrossover {
            fastThenSlow(fastBars, slowBars);
        }
    }

    /**
     * With d = (macd − signal) / fast average: long once d &gt; enter, until d &lt; leave; short mirrored.
     *
     * @param enter 0 to 10; 0 with a {@code leave} of 0 follows the histogram's sign
     * @param leave −10 to {@code enter}
     */
    record Macd(int fastBars, int slowBars, int signalBars, double enter, double leave, EmaSeed seed)
            implements Strategy {
        public Macd {
            fastThenSlow(fastBars, slowBars);
            window(signalBars);
            within(enter, 0, 10);
            within(leave, -10, enter);
        }
    }

    /**
     * Long once the index is below {@code enter}, until it is above {@code leave}; short mirrored at 50.
     *
     * @param enter 0 to 50
     * @param leave {@code enter} to 100
     */
    record RsiReversion(int bars, double enter, double leave, RsiAverage average) implements Strategy {
        public RsiReversion {
            window(bars);
            within(enter, 0, 50);
            within(leave, enter, 100);
        }
    }

    /**
     * Long once the close is more than {@code enter} deviations below the mean, until it is less than {@code leave} below;
     * short mirrored.
     *
     * @param enter 0 to 100
     * @param leave −100 to {@code enter}
     */
    record BollingerReversion(int bars, double enter, double leave) implements Strategy {
        public BollingerReversion {
            window(bars);
            within(enter, 0, 100);
            within(leave, -100, enter);
        }
    }

    /**
     * Long once the close is above the highest high of the {@code enterBars} bars before, until it is below the lowest low of
     * the {@code leaveBars} bars before; short mirrored. Wants bars with highs and lows.
     *
     * @param leaveBars at most {@code enterBars}
     */
    record DonchianBreakout(int enterBars, int leaveBars) implements Strategy {
        public DonchianBreakout {
            window(enterBars);
            window(leaveBars);
            within(leaveBars, 1, enterBars);
        }
    }

    /**
     * Long while the return over the window is above {@code enter}, short while it is below −{@code enter}.
     *
     * @param enter 0 to 10
     */
    record Momentum(int bars, double enter) implements Strategy {
        public Momentum {
            window(bars);
            within(enter, 0, 10);
        }
    }

    /** What somebody else decided: a target for each bar. */
    record Signal(TargetSeries targets) implements Strategy {}

    /** Where an exponential average starts; either is used from the end of its first window on. */
    enum EmaSeed {
        /** The plain average of the first window. */
        AVERAGE,
        FIRST_PRICE
    }

    /** How an RSI averages gains and losses. */
    enum RsiAverage {
        WILDER,
        /** The plain average of the last window (Cutler). */
        SIMPLE
    }

    private static void window(int bars) {
        within(bars, 1, MOST_BARS);
    }

    private static void fastThenSlow(int fastBars, int slowBars) {
        window(fastBars);
        window(slowBars);
        if (fastBars >= slowBars) {
            throw new IllegalArgumentException(
                    "A fast window of " + fastBars + " bars is not shorter than a slow one of " + slowBars);
        }
    }

    private static void within(double number, double least, double most) {
        if (!(number >= least && number <= most)) {
            throw new IllegalArgumentException(number + " does not lie in " + least + " to " + most);
        }
    }
}
