package io.conclave.nativerisk;

/**
 * What one run earned, and how far it fell.
 *
 * @param netReturn natural logarithm of the equity's growth after costs; the last position is marked, not sold
 * @param deepestFall largest fall of the logarithm of the equity from an earlier high, &gt;= 0
 * @param sharpe mean over sample deviation of one bar's log return; 0 if there is no deviation
 * @param fills purchases and sales together
 * @param finalPosition to be held after the last bar: 1 long, 0 flat
 * @param positions held after each bar of the run; empty unless asked for
 */
public record RunResult(
        double netReturn, double deepestFall, double sharpe, int fills, int finalPosition, PositionPath positions) {
    RunResult with(PositionPath path) {
        return new RunResult(netReturn, deepestFall, sharpe, fills, finalPosition, path);
    }
}
