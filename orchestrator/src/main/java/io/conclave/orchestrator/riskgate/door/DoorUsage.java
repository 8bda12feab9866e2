package io.conclave.orchestrator.riskgate.door;

import io.conclave.domain.unit.Money;

/**
 * How much of its limits an account uses, with every order that waits counted where it makes things worse.
 *
 * @param gross worth of all positions, longs and shorts added, &gt;= 0
 * @param longest longs less shorts once every purchase has traded, signed
 * @param shortest longs less shorts once every sale has traded, signed
 * @param reserved cash that purchases need which wait, costs included
 * @param lostToday loss since the day began, &gt;= 0
 * @param orders in the window of the rate
 */
public record DoorUsage(
        Money equity, Money gross, Money longest, Money shortest, Money reserved, Money lostToday, int orders) {}
