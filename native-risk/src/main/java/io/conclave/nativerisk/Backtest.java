package io.conclave.nativerisk;

import io.conclave.domain.unit.Bps;
import java.util.List;

/**
 * What a worker is asked: some runs over the same bars, at the same costs. {@code docs/backtest-semantics.md} says what
 * a run means.
 *
 * @param runs independent of one another; answered in this order
 */
public record Backtest(BarSource bars, Costs costs, List<Run> runs) {
    public Backtest {
        runs = List.copyOf(runs);
        for (var run : runs) {
            if (run.endBar() > bars.size() || run.firstBar() > run.endBar()) {
                throw new IllegalArgumentException("A run from bar " + run.firstBar() + " to " + run.endBar()
                        + " does not lie within " + bars.size() + " bars");
            }
        }
    }

    /**
     * Charged on every fill.
     *
     * @param fee on the notional, 0 to 5,000
     * @param slippage how much worse than the open a fill is, 0 to 5,000
     */
    public record Costs(Bps fee, Bps slippage) {}

    /**
     * One account that follows its legs from the first one's first bar on.
     *
     * @param legs ascending, at least one
     * @param endBar exclusive; later bars are not read
     * @param withPositions whether the position held after each bar is wanted
     */
    public record Run(List<Leg> legs, int endBar, boolean withPositions) {
        public Run {
            legs = List.copyOf(legs);
        }

        int firstBar() {
            return legs.isEmpty() ? endBar : legs.getFirst().firstBar();
        }
    }

    /**
     * Long while the fast average of the closes stands above the slow one, flat otherwise, until the next leg begins.
     *
     * @param firstBar the first bar it decides at; 0 is the oldest
     * @param fastBars length of the fast average, at least 1
     * @param slowBars length of the slow average, longer than the fast one
     */
    public record Leg(int firstBar, int fastBars, int slowBars) {
        public Leg {
            if (firstBar < 0 || fastBars < 1 || slowBars <= fastBars) {
                throw new IllegalArgumentException("From bar " + firstBar + " averages of " + fastBars + " and "
                        + slowBars + " bars: the first must be 0 or later, and fast shorter than slow");
            }
        }
    }
}
