package io.conclave.app.jobs;

import io.conclave.persistence.jobs.JobStore;
import io.conclave.persistence.jobs.PieceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What is known of jobs on all nodes, and the time by which it is told who still works.
 *
 * @param timeout the longest one may run
 */
record JobTable(JobStore jobs, PieceStore pieces, InstantSource clock, Duration timeout) {
    /** How often a job's progress is written, which also says that its node lives. */
    static final Duration BEAT = Duration.ofMillis(500);

    /** What runs and was not written about for so long has lost its node. */
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    /** UTC epoch nanoseconds. */
    long now() {
        Instant now = clock.instant();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }

    /** Whoever was last heard of before that is gone. */
    long abandoned() {
        return now() - ABANDONED.toNanos();
    }

    /** Why a job was ended. */
    String tooLong() {
        return "It took longer than " + timeout.toMinutes() + " minutes (conclave.jobs.timeout) and was ended";
    }
}
