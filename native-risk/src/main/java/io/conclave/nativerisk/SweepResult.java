package io.conclave.nativerisk;

import java.time.Duration;
import java.util.Optional;

/**
 * What a sweep came to.
 *
 * @param kernelVersion another one may give other numbers for the same request
 * @param method what decided: never {@link CrossoverSweep.Method#AUTO}; {@link CrossoverSweep.Method#SCALAR} where prices
 *     are so far apart that the sum of a window exceeds 64 bits, whichever was asked for
 * @param cpuTime processor time of all threads
 * @param best the row of the highest Sharpe ratio, the first if several; empty when no combination is a trial
 */
public record SweepResult(
        int kernelVersion, CrossoverSweep.Method method, Duration cpuTime, Optional<Integer> best, SweepRows rows) {}
