package io.conclave.nativerisk.library;

import java.nio.ByteBuffer;

/**
 * What is known of a strategy's Sharpe ratio, and against what it is held. Ratios are per observation, not annual.
 *
 * @param sharpe mean over deviation of one observation's log return
 * @param skew third central moment over the deviation's third power, no unit
 * @param kurtosis fourth central moment over the variance's square, not excess: 3 for the normal; at least 1 + skew²
 * @param observations at least 2
 * @param benchmark Sharpe ratio that is to be beaten
 * @param confidence of the minimum track record, between 0.5 and 1
 * @param trials every backtest that was tried before this one was kept, itself included; 1 to 1e12
 * @param trialVariance of the trials' Sharpe ratios, &gt;= 0
 */
public record SharpeEvidence(
        double sharpe,
        double skew,
        double kurtosis,
        long observations,
        double benchmark,
        double confidence,
        long trials,
        double trialVariance) {
    static final int BYTES = 64;

    /** As it lies in C. */
    void write(ByteBuffer inC) {
        inC.putDouble(sharpe)
                .putDouble(skew)
                .putDouble(kurtosis)
                .putDouble(benchmark)
                .putDouble(confidence)
                .putDouble(trialVariance)
                .putLong(observations)
                .putLong(trials);
    }
}
