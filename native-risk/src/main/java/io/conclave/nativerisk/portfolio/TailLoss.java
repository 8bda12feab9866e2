package io.conclave.nativerisk.portfolio;

/**
 * Currency, losses positive.
 *
 * @param var value at risk
 * @param cvar conditional value at risk: the mean loss beyond it
 */
public record TailLoss(double var, double cvar) {}
