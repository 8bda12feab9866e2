package io.conclave.orchestrator.sizing;

import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;

/**
 * How boldly to bet.
 *
 * @param kellyFraction part of the Kelly stake, in (0, 1]: a quarter keeps 44 % of the growth
 * @param volatilityTarget of the position's return over one bar, &gt; 0
 * @param nameCap most of equity in one instrument, &gt;= 0
 * @param grossCap most of equity in all together, &gt;= 0
 * @param cvarLevelBps level of the expected shortfall, 1 to 9,999: 9,750 looks at the worst 2.5 %
 * @param cvarBudget most of equity that a bar's expected shortfall may take, &gt;= 0
 * @param roundTripCost fees and slippage of getting in and out, on the notional
 * @param shortAllowed whether the account may sell what it does not have
 */
public record SizingRules(
        Fraction kellyFraction,
        Fraction volatilityTarget,
        Fraction nameCap,
        Fraction grossCap,
        int cvarLevelBps,
        Fraction cvarBudget,
        Bps roundTripCost,
        boolean shortAllowed) {
    public SizingRules {
        require(
                kellyFraction.signum() > 0 && kellyFraction.compareTo(Fraction.ONE) <= 0,
                "kellyFraction must lie in (0, 1]",
                kellyFraction);
        require(volatilityTarget.signum() > 0, "volatilityTarget must be positive", volatilityTarget);
        require(nameCap.signum() >= 0, "nameCap must not be negative", nameCap);
        require(grossCap.signum() >= 0, "grossCap must not be negative", grossCap);
        require(cvarLevelBps > 0 && cvarLevelBps < Bps.ONE, "cvarLevelBps must lie in 1..9999", cvarLevelBps);
        require(cvarBudget.signum() >= 0, "cvarBudget must not be negative", cvarBudget);
        require(
                roundTripCost.value() >= 0 && roundTripCost.value() < Bps.ONE,
                "roundTripCost must lie in 0..9999 bp",
                roundTripCost);
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("Sizing: " + rule + ", not " + value);
        }
    }
}
