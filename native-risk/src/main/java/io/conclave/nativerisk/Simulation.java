package io.conclave.nativerisk;

/**
 * One plan at one broker over resident bars.
 *
 * @param firstBar starts the run, flat; the bars before it fill averages only
 * @param endBar exclusive; later bars are not read
 * @param withSeries whether equity, units and returns are wanted for each bar of the run
 */
public record Simulation(
        DataSet bars, TradingPlan plan, BrokerTerms broker, int firstBar, int endBar, boolean withSeries) {
    public Simulation {
        if (firstBar < 0 || firstBar >= endBar || endBar > bars.size()) {
            throw new IllegalArgumentException(
                    "From bar " + firstBar + " to " + endBar + " does not lie within " + bars.size() + " bars");
        }
        targetsReach(plan, endBar);
    }

    /** All the bars. */
    public static Simulation of(DataSet bars, TradingPlan plan, BrokerTerms broker) {
        return new Simulation(bars, plan, broker, 0, bars.size(), false);
    }

    static void targetsReach(TradingPlan plan, int endBar) {
        if (plan.strategy() instanceof Strategy.Signal(TargetSeries targets) && targets.size() < endBar) {
            throw new IllegalArgumentException(
                    "There are targets for " + targets.size() + " bars, and the run ends at bar " + endBar);
        }
    }
}
