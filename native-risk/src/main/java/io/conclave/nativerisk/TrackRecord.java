package io.conclave.nativerisk;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a record of returns did, and how far that can be believed.
 *
 * @param kernelVersion another one may give other numbers for the same request
 * @param significance empty when nothing moved
 * @param minimumObservations needed to beat the benchmark with the confidence; empty when the Sharpe ratio is not above it
 */
public record TrackRecord(
        int kernelVersion,
        Performance performance,
        Optional<Significance> significance,
        OptionalDouble minimumObservations) {
    /**
     * Per observation unless the name says annual; returns are natural logarithms.
     *
     * @param observations how many returns
     * @param longestFall observations from a high until it is seen again, or to the end
     * @param deviation of the sample (n - 1)
     * @param kurtosis not excess: 3 for the normal
     * @param sharpe mean over deviation; 0 without deviation
     * @param sortino mean over the root mean square of the losses; 0 without losses
     * @param deepestFall largest fall of the logarithm of the equity from an earlier high, &gt;= 0
     * @param deepestFallShare the same as a share of the equity
     * @param annualReturn growth in a year as a share
     * @param calmar annual return over deepest fall as a share; 0 without a fall
     */
    public record Performance(
            long observations,
            long longestFall,
            double total,
            double mean,
            double deviation,
            double skew,
            double kurtosis,
            double sharpe,
            double sortino,
            double deepestFall,
            double annualReturn,
            double annualDeviation,
            double annualSharpe,
            double annualSortino,
            double calmar,
            double deepestFallShare) {}

    /**
     * @param probabilisticSharpe probability that the true Sharpe ratio is above the benchmark
     * @param hurdle Sharpe ratio per observation to be expected of the best of the trials without any skill
     * @param deflatedSharpe probability that the true Sharpe ratio is above the hurdle
     */
    public record Significance(double probabilisticSharpe, double hurdle, double deflatedSharpe) {}
}
