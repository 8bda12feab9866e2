package io.conclave.nativerisk;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * One child process that computes, one request at a time.
 *
 * <p>Whoever holds it may call from any thread; while a request is under way, another one is answered {@link
 * WorkerFailure#BUSY}. Every request is answered, at the latest when the deadline of the {@link WorkerSettings} has
 * passed since it was sent or last made progress. A worker that failed in any way but {@link WorkerFailure#REFUSED},
 * {@link WorkerFailure#BUSY}, {@link WorkerFailure#NO_MEMORY} or {@link WorkerFailure#CANCELLED} is gone or going, and is
 * never used again: take a fresh one.
 */
public interface Worker extends AutoCloseable {
    /** Runs a backtest; the stage never fails. */
    CompletionStage<BacktestAnswer> run(Backtest backtest);

    /**
     * Makes bars resident: they cross once, and requests name them. Waits for it.
     *
     * @param bars at least one; with highs and lows if a request wants them
     */
    Answer<DataSet> load(PriceSeries bars);

    /**
     * Sweeps resident bars and waits for it. {@link #cancel()} ends it soon, with {@link WorkerFailure#CANCELLED}; so
     * does interrupting the caller, who stays interrupted.
     */
    Answer<SweepResult> sweep(CrossoverSweep sweep, Progress progress);

    /** Sweeps a grid over any strategy's numbers, as {@link #sweep(CrossoverSweep, Progress)} does over crossovers. */
    Answer<SweepResult> sweep(StrategySweep sweep, Progress progress);

    /** Runs one strategy at one broker over resident bars and waits for it. */
    Answer<SimulationResult> simulate(Simulation simulation);

    /** Draws an indicator over resident bars and waits for it. */
    Answer<IndicatorValues> trace(IndicatorTrace trace);

    /** Performance of a record of returns, and how far it can be believed. Waits as {@link #sweep}. */
    Answer<TrackRecord> measureReturns(TrackRecordRequest request);

    /** Whether the best of many trials is more than the luckiest. Waits as {@link #sweep}. */
    Answer<Overfitting> measureOverfitting(OverfittingRequest request, Progress progress);

    /** What a portfolio may lose, and which name adds what. Waits as {@link #sweep}. */
    Answer<PortfolioRisk> measurePortfolio(PortfolioRequest request);

    /** Tells the child to leave the request under way, if any. It is answered within a second: its child is killed else. */
    void cancel();

    /** How long a frame takes to the child and back, also while a request is under way. Waits for it. */
    Answer<Duration> ping();

    /** Of the child. */
    long pid();

    /** Hash of the child's sources, 16 hex digits. */
    String buildId();

    /** The layers of its sandbox that are in force. */
    Set<SandboxLayer> sandbox();

    /** Completes with the exit code when the child has been reaped and its shared memory given back. */
    CompletionStage<Integer> gone();

    /** Ends the child at once; a request under way is answered {@link WorkerFailure#DIED}. */
    void kill();

    /** Asks the child to leave, and ends it if it does not. */
    @Override
    void close();
}
