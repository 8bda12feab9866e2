package io.conclave.nativerisk.library;

/**
 * How often the best in one half of the data is no better than the middle in the other half.
 *
 * @param probability of that: PBO
 * @param medianLogit of the chosen trial's relative rank outside
 * @param degradationSlope least squares of the Sharpe ratio outside on that inside; 0 if there is none
 * @param lossProbability share of the splits where the chosen trial loses outside
 * @param splits how many halves were looked at
 */
public record OverfittingOdds(
        double probability, double medianLogit, double degradationSlope, double lossProbability, long splits) {}
