package io.conclave.nativerisk;

/**
 * A record of returns to be measured, and against what.
 *
 * @param returns one column of log returns, at least 2
 * @param periodsPerYear how many observations a year has, &gt; 0: 252 for days of a stock exchange
 * @param benchmark Sharpe ratio per observation that is to be beaten
 * @param confidence of the minimum track record, between 0.5 and 1
 * @param trials every backtest that was tried before this one was kept, itself included; at least 1
 * @param trialVariance of the trials' Sharpe ratios per observation, &gt;= 0
 */
public record TrackRecordRequest(
        ReturnTable returns,
        double periodsPerYear,
        double benchmark,
        double confidence,
        long trials,
        double trialVariance) {
    public TrackRecordRequest {
        if (returns.columns() != 1) {
            throw new IllegalArgumentException("A track record is one column of returns, not " + returns.columns());
        }
    }
}
