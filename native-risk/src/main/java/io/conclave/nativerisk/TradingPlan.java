package io.conclave.nativerisk;

import io.conclave.domain.unit.Bps;
import java.util.Optional;

/**
 * A strategy, and what is made of its wishes: how much, which way, and when out.
 *
 * @param exposurePpm parts per million of the equity to hold when on a side, up to ten times; a signal says its own
 * @param overlay scales that by volatility, if there is one
 */
public record TradingPlan(
        Strategy strategy, Sides sides, int exposurePpm, Exits exits, Optional<VolatilityTarget> overlay) {
    public TradingPlan {
        if (exposurePpm < 1 || exposurePpm > TargetSeries.MOST_PPM) {
            throw new IllegalArgumentException("An exposure of " + exposurePpm + " ppm does not lie in 1 to "
                    + TargetSeries.MOST_PPM + " ppm of the equity");
        }
    }

    /** All of the equity when long, nothing else. */
    public static TradingPlan longOnly(Strategy strategy) {
        return new TradingPlan(strategy, Sides.LONG_ONLY, 1_000_000, Exits.NONE, Optional.empty());
    }

    /** All of the equity, either way. */
    public static TradingPlan longShort(Strategy strategy) {
        return new TradingPlan(strategy, Sides.LONG_SHORT, 1_000_000, Exits.NONE, Optional.empty());
    }

    public TradingPlan with(Exits otherExits) {
        return new TradingPlan(strategy, sides, exposurePpm, otherExits, overlay);
    }

    public TradingPlan with(VolatilityTarget target) {
        return new TradingPlan(strategy, sides, exposurePpm, exits, Optional.of(target));
    }

    /** Which sides it may be on. */
    public enum Sides {
        LONG_ONLY,
        LONG_SHORT
    }

    /**
     * Three barriers around the open that filled the entry; 0 is none.
     *
     * @param stopLoss below 10,000 bp
     * @param takeProfit at most 1,000,000 bp
     * @param maxBars closes seen in the position, then out at the next open
     */
    public record Exits(Bps stopLoss, Bps takeProfit, int maxBars) {
        public static final Exits NONE = new Exits(Bps.ZERO, Bps.ZERO, 0);

        public Exits {
            if (stopLoss.value() < 0
                    || stopLoss.value() >= Bps.ONE
                    || takeProfit.value() < 0
                    || takeProfit.value() > 1_000_000
                    || maxBars < 0) {
                throw new IllegalArgumentException("A stop at " + stopLoss + ", a target at " + takeProfit + " and "
                        + maxBars + " bars: 0 to 9999 bp, 0 to 1000000 bp and no negative number of bars");
            }
        }
    }

    /**
     * Holds less when the market moves more: the wish times target over estimate.
     *
     * @param yearly the target, as 0.15; above 0, at most 10
     * @param decay lambda of the EWMA of squared log returns, between 0 and 1
     * @param cap the largest factor, above 0, at most 10
     * @param band a new size is ordered only when it is that far, of the equity, from the last one; 0 to 10
     * @param warmBars returns seen before anything is held, at least 1
     */
    public record VolatilityTarget(double yearly, double decay, double cap, double band, int warmBars) {
        public VolatilityTarget {
            boolean sane = yearly >= 1e-6
                    && yearly <= 10
                    && decay > 0
                    && decay < 1
                    && cap >= 1e-6
                    && cap <= 10
                    && band >= 0
                    && band <= 10
                    && warmBars >= 1
                    && warmBars <= Strategy.MOST_BARS;
            if (!sane) {
                throw new IllegalArgumentException("No volatility target: " + yearly + " a year, decay " + decay
                        + ", cap " + cap + ", band " + band + ", after " + warmBars + " bars");
            }
        }
    }
}
