package io.conclave.orchestrator.pace;

import java.time.Duration;

/**
 * How long to wait for those who are asked.
 *
 * <p>In virtual time (demo, backtest, replay) a round waits: a dead child or a slow model costs wall time and never a
 * vote, so a failed answer is asked for again. Against the live clock a deadline counts, and a fault costs that vote.
 */
public sealed interface Pace {
    /**
     * @param attempts how often one question is asked before the run is given up, at least 1
     * @param pause wall time before asking again
     */
    record Virtual(int attempts, Duration pause) implements Pace {}

    /**
     * @param deadline wall time from the question to the last moment a vote counts
     */
    record Live(Duration deadline) implements Pace {}
}
