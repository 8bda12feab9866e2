package io.conclave.nativerisk;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a portfolio may lose. Currency of the positions unless said otherwise; losses are positive.
 *
 * @param kernelVersion another one may give other numbers for the same request
 * @param filtered historical, each day scaled to today's volatility; empty if a day has none
 * @param cornishFisher empty where skew and kurtosis are too large for the expansion
 * @param monteCarlo empty when no paths were wanted
 * @param profit of the scenarios
 * @param breaches the limits that are exceeded, the conditional loss being the historical one
 * @param contributions one a name; each column sums to the portfolio's figure
 */
public record PortfolioRisk(
        int kernelVersion,
        TailLoss historical,
        Optional<TailLoss> filtered,
        TailLoss normal,
        TailLoss student,
        Optional<TailLoss> cornishFisher,
        Optional<Simulated> monteCarlo,
        Profit profit,
        Exposure exposure,
        Set<Breach> breaches,
        List<Contribution> contributions) {
    /** Of the report as it lies in C, without contributions. */
    public static final int REPORT_BYTES = Reports.PORTFOLIO_BYTES;
    /** Of one contribution. */
    public static final int CONTRIBUTION_BYTES = Reports.CONTRIBUTION_BYTES;

    public PortfolioRisk {
        breaches = Set.copyOf(breaches);
        contributions = List.copyOf(contributions);
    }

    /** Reads what lies in C, the report and behind it the contributions; empty when it cannot be true. */
    public static Optional<PortfolioRisk> read(MemorySegment report, int kernelVersion, int names) {
        return Reports.portfolio(report, kernelVersion, names);
    }

    /**
     * @param var value at risk
     * @param cvar the mean loss beyond it, after Rockafellar and Uryasev
     */
    public record TailLoss(double var, double cvar) {}

    /**
     * @param varError standard error of the value at risk
     * @param shrinkage of the covariance towards constant correlation, 0 to 1, no unit
     */
    public record Simulated(TailLoss loss, double varError, double shrinkage) {}

    /**
     * @param deviation of the sample (n - 1)
     * @param skew no unit
     * @param kurtosis not excess, no unit
     */
    public record Profit(double mean, double deviation, double skew, double kurtosis) {}

    /**
     * @param net sum of the positions
     * @param name largest position, either way
     * @param concentration the same over gross, a share; 0 when nothing is held
     */
    public record Exposure(double gross, double net, double name, double concentration) {}

    /** In the order of their bits. */
    public enum Breach {
        GROSS,
        NET,
        NAME,
        CONCENTRATION,
        CVAR,
        /** A figure is not finite, or a limit negative or no number: nothing is allowed. */
        UNKNOWN
    }

    /** What one name adds to a figure. Over its position, it is what one more unit of the name would add. */
    public record Contribution(double historicalVar, double historicalCvar, double normalVar, double normalCvar) {}
}
