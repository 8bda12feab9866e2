package io.conclave.nativerisk;

/**
 * Trials of which the best would be kept.
 *
 * @param returns a column a trial, at least 2: what each earned, above its benchmark if it has one
 * @param parts equal lengths that the observations are cut into: even, 2 to 20; 16 is usual
 * @param draws of the bootstrap behind reality check and SPA, 100 to 100,000; 0: they are not wanted
 * @param meanBlock mean length of a bootstrap block, observations, at least 1
 * @param seed same seed, same numbers
 */
public record OverfittingRequest(ReturnTable returns, int parts, int draws, double meanBlock, long seed) {}
