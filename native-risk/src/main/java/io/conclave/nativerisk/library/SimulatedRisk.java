package io.conclave.nativerisk.library;

/**
 * What a book may lose over the horizon; in the exposures' currency, losses positive.
 *
 * @param var value at risk: the k-th largest loss, k = ceil((1 - level) paths)
 * @param cvar conditional value at risk, after Rockafellar and Uryasev
 * @param mean of the losses
 * @param deviation of the losses, of a sample
 * @param varStandardError how far {@code var} may be off for want of paths; {@code cvarStandardError} likewise
 * @param worst the largest loss
 */
public record SimulatedRisk(
        double var,
        double cvar,
        double mean,
        double deviation,
        double varStandardError,
        double cvarStandardError,
        double worst) {}
