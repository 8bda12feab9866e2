package io.conclave.nativerisk;

import io.conclave.domain.unit.Bps;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The house that fills a simulation's orders. The amounts are of an experiment, not of an account, so they are doubles, in
 * quote currency; {@code docs/backtest-semantics.md} says how they are charged.
 *
 * @param cash to start with, above 0
 * @param fee of what is handed over; this one and the others at most 5,000 bp
 * @param feePerUnit for each unit traded
 * @param minimumFee for each order
 * @param maximumFee of the notional, where that is above the minimum; 0: no maximum
 * @param slippage worse than the price
 * @param halfSpread worse than the price, added to the slippage
 * @param borrow of a short position's notional, a year; at most 100,000 bp
 * @param barsPerYear for the borrow and for a volatility target
 * @param buffer of the equity, kept out of whole lots
 */
public record BrokerTerms(
        double cash,
        Sizing sizing,
        Bps fee,
        double feePerUnit,
        double minimumFee,
        Bps maximumFee,
        Bps slippage,
        Bps halfSpread,
        Bps borrow,
        double barsPerYear,
        Bps buffer) {
    private static final double TRADING_DAYS = 252;

    public BrokerTerms {
        boolean amounts = cash >= 1e-6
                && cash <= 1e15
                && DoubleStream.of(feePerUnit, minimumFee).allMatch(amount -> amount >= 0 && amount <= 1e6)
                && barsPerYear >= 1e-3
                && barsPerYear <= 1e8;
        boolean parts =
                IntStream.of(fee.value(), maximumFee.value(), buffer.value(), slippage.value(), halfSpread.value())
                                .allMatch(bps -> bps >= 0 && bps <= 5_000)
                        && slippage.value() + halfSpread.value() <= 5_000
                        && borrow.value() >= 0
                        && borrow.value() <= 100_000;
        if (!amounts || !parts) {
            throw new IllegalArgumentException("No terms of a broker: cash " + cash + ", " + feePerUnit
                    + " a unit, at least "
                    + minimumFee + ", fee " + fee + " and at most " + maximumFee + ", slippage " + slippage
                    + " and half a spread "
                    + halfSpread + ", borrow " + borrow + ", " + barsPerYear + " bars a year, buffer " + buffer);
        }
    }

    /** How a wish becomes units. */
    public enum Sizing {
        /** Any part of a unit, by the equity at the open that fills. */
        FRACTIONAL,
        /** Whole units, by equity and price at the close that decides, with the order's own fee set aside. */
        WHOLE_LOTS,
        /** The same without setting the fee aside. */
        WHOLE_LOTS_PLAIN
    }

    /** Parts of units, costs in basis points only, daily bars: the crossover kernel's terms. */
    public static BrokerTerms fractional(double cash, Bps fee, Bps slippage) {
        return new BrokerTerms(
                cash, Sizing.FRACTIONAL, fee, 0, 0, Bps.ZERO, slippage, Bps.ZERO, Bps.ZERO, TRADING_DAYS, Bps.ZERO);
    }

    /** QuantConnect LEAN's for US equities by default: whole shares, a buffer of 25 bp, half a cent a share, at least 1. */
    public static BrokerTerms leanEquities(double cash) {
        return new BrokerTerms(
                cash,
                Sizing.WHOLE_LOTS,
                Bps.ZERO,
                0.005,
                1,
                Bps.ZERO,
                Bps.ZERO,
                Bps.ZERO,
                Bps.ZERO,
                TRADING_DAYS,
                new Bps(25));
    }

    public BrokerTerms with(Sizing other) {
        return new BrokerTerms(
                cash,
                other,
                fee,
                feePerUnit,
                minimumFee,
                maximumFee,
                slippage,
                halfSpread,
                borrow,
                barsPerYear,
                buffer);
    }
}
