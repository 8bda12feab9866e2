package io.conclave.nativerisk.library;

/**
 * What one run earned, and how far it fell.
 *
 * @param netReturn natural logarithm of the equity's growth after costs; the last position is marked, not sold
 * @param deepestFall largest fall of the logarithm of the equity from an earlier high, &gt;= 0
 * @param sharpe mean over sample deviation of one bar's log return; 0 if there is no deviation
 * @param fills purchases and sales together
 * @param finalPosition to be held after the last bar: 1 long, 0 flat
 */
public record CrossoverFigures(double netReturn, double deepestFall, double sharpe, int fills, int finalPosition) {}
