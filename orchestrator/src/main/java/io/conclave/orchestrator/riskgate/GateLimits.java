package io.conclave.orchestrator.riskgate;

import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;

/**
 * How far an account may go. None may be negative.
 *
 * @param maxPosition most that one position may be worth, of equity
 * @param maxGross most that all positions may be worth together, of equity
 * @param maxOrder most that the part of an order that adds exposure may bring the order to, account currency
 * @param maxOrdersInWindow orders before the rate is full
 * @param maxPriceAgeNanos oldest last price to trade on, event time
 * @param priceCollar farthest the last price may be from the one decided at, of the latter
 * @param maxDrawdown fall from the peak, of the peak, at which only reductions pass
 * @param maxExpectedShortfall most of equity that one bar's expected shortfall may take
 * @param maxBacktestDrawdown most of equity that the backtest's deepest fall may take
 * @param minRiskBars bars the backtester must have seen to be believed, at least 1
 * @param costReserve kept back for fees and slippage of a purchase in a cash account, of its notional
 */
public record GateLimits(
        Fraction maxPosition,
        Fraction maxGross,
        Money maxOrder,
        int maxOrdersInWindow,
        long maxPriceAgeNanos,
        Fraction priceCollar,
        Fraction maxDrawdown,
        Fraction maxExpectedShortfall,
        Fraction maxBacktestDrawdown,
        int minRiskBars,
        Bps costReserve) {
    public GateLimits {
        boolean negative = maxPosition.signum() < 0
                || maxGross.signum() < 0
                || maxOrder.signum() < 0
                || maxOrdersInWindow < 0
                || maxPriceAgeNanos < 0
                || priceCollar.signum() < 0
                || maxDrawdown.signum() < 0
                || maxExpectedShortfall.signum() < 0
                || maxBacktestDrawdown.signum() < 0
                || costReserve.value() < 0;
        if (negative || minRiskBars < 1) {
            throw new IllegalArgumentException("A limit of the risk gate is out of range: set each to zero or more,"
                    + " minRiskBars to one or more");
        }
    }
}
