package io.conclave.nativerisk;

import java.util.concurrent.CompletionStage;

/**
 * One child process that runs backtests, one at a time.
 *
 * <p>Whoever holds it may call from any thread. A worker that failed in any way but {@link WorkerFailure#REFUSED} or
 * {@link WorkerFailure#BUSY} is gone or going, and is never used again: take a fresh one.
 */
public interface Worker extends AutoCloseable {
    /** Runs a backtest; the answer always comes, at the latest when the deadline passes, and the stage never fails. */
    CompletionStage<BacktestAnswer> run(Backtest backtest);

    /** Of the child. */
    long pid();

    /** Hash of the child's sources, 16 hex digits. */
    String buildId();

    /** Completes with the exit code when the child has been reaped and its shared memory given back. */
    CompletionStage<Integer> gone();

    /** Ends the child at once; a backtest under way is answered {@link WorkerFailure#DIED}. */
    void kill();

    /** Asks the child to leave, and ends it if it does not. */
    @Override
    void close();
}
