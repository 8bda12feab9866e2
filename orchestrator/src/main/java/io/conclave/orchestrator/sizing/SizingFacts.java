package io.conclave.orchestrator.sizing;

import io.conclave.domain.unit.Fraction;

/**
 * What is known of the market and the account when a position is sized.
 *
 * @param volatility of one bar's return, &gt;= 0; zero says it cannot bind
 * @param cvarLong expected shortfall of one bar of holding one equity long, at the rules' level, as a share of equity;
 *     zero or less cannot bind
 * @param cvarShort the same, short
 * @param position share of equity held now, signed
 * @param grossElsewhere what other instruments take of equity, longs and shorts added, &gt;= 0
 */
public record SizingFacts(
        double volatility, double cvarLong, double cvarShort, Fraction position, Fraction grossElsewhere) {
    public SizingFacts {
        if (!(volatility >= 0) || Double.isNaN(cvarLong) || Double.isNaN(cvarShort) || grossElsewhere.signum() < 0) {
            throw new IllegalArgumentException(
                    "Sizing needs a volatility and gross of zero or more and numbers for CVaR, not " + volatility + ", "
                            + grossElsewhere + ", " + cvarLong + ", " + cvarShort);
        }
    }
}
