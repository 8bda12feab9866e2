package io.conclave.nativerisk;

import java.util.Optional;

/**
 * What is to be held of the best of many trials.
 *
 * @param kernelVersion another one may give other numbers for the same request
 * @param probability that the best in one half of the data is no better than the middle in the other half
 * @param logit of the chosen trial's relative rank outside, over all splits
 * @param degradationSlope least squares of the Sharpe ratio outside on that inside; 0 if there is none
 * @param degradationOffset its value at a Sharpe ratio of 0 inside
 * @param lossProbability share of the splits where the chosen trial loses outside
 * @param splits how many halves were looked at
 * @param partObservations in each part
 * @param snooping empty when not wanted, or when no trial has any deviation
 */
public record Overfitting(
        int kernelVersion,
        double probability,
        Logit logit,
        double degradationSlope,
        double degradationOffset,
        double lossProbability,
        long splits,
        long partObservations,
        Optional<Snooping> snooping) {
    /**
     * @param low the smallest with at least 5 % of the splits at or below it
     * @param high the same at 95 %
     */
    public record Logit(double mean, double deviation, double low, double median, double high) {}

    /**
     * P-values of "no trial is better than the benchmark"; none is 0.
     *
     * @param realityCheck White's
     * @param spaLower Hansen's, liberal
     * @param spaConsistent Hansen's: clearly poor trials do not count
     * @param spaUpper Hansen's, conservative
     * @param best the trial with the largest mean, from 0, the first of equals
     * @param bestStudentised the trial with the largest mean over its deviation
     */
    public record Snooping(
            double realityStatistic,
            double realityCheck,
            double spaStatistic,
            double spaLower,
            double spaConsistent,
            double spaUpper,
            int best,
            int bestStudentised) {}
}
