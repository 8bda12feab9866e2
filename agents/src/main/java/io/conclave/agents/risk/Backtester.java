package io.conclave.agents.risk;

import io.conclave.agents.backtest.BacktestPool;
import io.conclave.nativerisk.Backtest;
import java.util.concurrent.CompletionStage;

/** Whoever runs backtests for us: the pool, in a node. */
@FunctionalInterface
interface Backtester {
    /** The stage fails when the backtest does. */
    CompletionStage<BacktestPool.Done> run(Backtest backtest);
}
