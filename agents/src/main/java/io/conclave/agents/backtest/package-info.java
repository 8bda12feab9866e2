/** The pool of C++ children that run backtests. {@link io.conclave.agents.backtest.BacktestPool} is the door. */
@NullMarked
package io.conclave.agents.backtest;

import org.jspecify.annotations.NullMarked;
