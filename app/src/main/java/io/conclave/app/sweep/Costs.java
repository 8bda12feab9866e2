package io.conclave.app.sweep;

import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.Backtest;
import io.conclave.nativerisk.BrokerTerms;

/**
 * What every fill costs, in basis points of what is traded.
 *
 * @param slippageBps how much worse than the open a fill is
 */
public record Costs(int feeBps, int slippageBps) {
    private static final double CASH = 100_000;

    public Costs {
        if (feeBps < 0 || feeBps > 5_000 || slippageBps < 0 || slippageBps > 5_000) {
            throw new IllegalArgumentException(
                    "Fee and slippage must lie in 0..5000 basis points, not " + feeBps + " and " + slippageBps);
        }
    }

    Backtest.Costs forCrossovers() {
        return new Backtest.Costs(new Bps(feeBps), new Bps(slippageBps));
    }

    BrokerTerms broker(double barsPerYear) {
        return new BrokerTerms(
                CASH,
                BrokerTerms.Sizing.FRACTIONAL,
                new Bps(feeBps),
                0,
                0,
                Bps.ZERO,
                new Bps(slippageBps),
                Bps.ZERO,
                Bps.ZERO,
                barsPerYear,
                Bps.ZERO);
    }
}
