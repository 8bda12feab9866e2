package io.conclave.nativerisk;

/**
 * What a simulation came to; {@code docs/backtest-semantics.md} says what each figure means. Amounts in quote currency.
 *
 * @param kernelVersion another one may give other numbers for the same request
 * @param finalEquity cash and position at the last close; nothing is sold at the end
 * @param fees paid, without slippage and spread
 * @param borrow paid for short positions
 * @param netReturn natural logarithm of the equity's growth
 * @param deepestFall largest fall of the logarithm of the equity from an earlier high, &gt;= 0
 * @param longestFallBars the longest time below an earlier high
 * @param sharpe mean over sample deviation of one bar's log return, not annualised; 0 if there is no deviation
 * @param turnover sum over the fills of notional over equity
 * @param orders entered, the last close's unfilled one included
 * @param trades positions opened and closed again; {@code tradesWon} of them with more equity after than before
 * @param barrierExits by stop or target within a bar; in {@code ambiguousExits} of them the bar touched both
 * @param lastUnits held after the last bar; below 0: short
 * @param lastWishPpm what the strategy wants at the last close, parts per million of the equity
 * @param ruined nothing was left, so that nothing happened any more
 * @param series for each bar of the run, or empty if it was not wanted
 */
public record SimulationResult(
        int kernelVersion,
        double finalEquity,
        double fees,
        double borrow,
        double netReturn,
        double deepestFall,
        int longestFallBars,
        double sharpe,
        double turnover,
        int orders,
        int fills,
        int trades,
        int tradesWon,
        int barrierExits,
        int ambiguousExits,
        double lastUnits,
        int lastWishPpm,
        boolean ruined,
        SimulationSeries series) {
    SimulationResult with(SimulationSeries its) {
        return new SimulationResult(
                kernelVersion,
                finalEquity,
                fees,
                borrow,
                netReturn,
                deepestFall,
                longestFallBars,
                sharpe,
                turnover,
                orders,
                fills,
                trades,
                tradesWon,
                barrierExits,
                ambiguousExits,
                lastUnits,
                lastWishPpm,
                ruined,
                its);
    }

    /** Whether these can be the figures of a run over so many bars. */
    boolean isSound(int bars) {
        double figures = finalEquity + fees + borrow + netReturn + deepestFall + sharpe + turnover + lastUnits;
        return Double.isFinite(figures)
                && finalEquity >= 0
                && fees >= 0
                && borrow >= 0
                && deepestFall >= 0
                && fills >= 0
                && fills <= orders
                && orders <= 2 * bars
                && trades >= 0
                && tradesWon >= 0
                && tradesWon <= trades
                && ambiguousExits >= 0
                && ambiguousExits <= barrierExits
                && barrierExits <= fills
                && longestFallBars >= 0
                && longestFallBars <= bars
                && Math.abs((long) lastWishPpm) <= TargetSeries.MOST_PPM;
    }
}
