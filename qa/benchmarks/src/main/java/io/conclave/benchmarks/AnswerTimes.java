package io.conclave.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Asks a node the same again and again, and notes when it was answered well. */
final class AnswerTimes implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(10);

    /** A question that waits longer is asked anew: that silence ends as soon as somebody could answer. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final URI asked;
    private final Calls calls = new Calls();
    private final List<Long> answered = new ArrayList<>();
    private final Thread asker;
    private volatile boolean enough;

    AnswerTimes(URI asked) {
        this.asked = asked;
        this.asker = Thread.ofPlatform().name("bench-asker").start(this::ask);
    }

    private void ask() {
        while (!enough) {
            if (calls.isOk(asked, PATIENCE)) {
                synchronized (this) {
                    answered.add(System.nanoTime());
                }
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    /**
     * The longest time without an answer from the last one before a moment on, seconds.
     *
     * @param nanos of {@link System#nanoTime}, before which there was an answer
     * @throws NotMeasuredException if nobody answers any more
     */
    synchronized double longestSilenceSince(long nanos) {
        long longest = 0;
        long before = nanos;
        boolean again = false;
        for (long at : answered) {
            if (at <= nanos) {
                before = at;
            } else {
                longest = Math.max(longest, at - before);
                before = at;
                again = true;
            }
        }
        if (!again || System.nanoTime() - before > PATIENCE.multipliedBy(4).toNanos()) {
            throw new NotMeasuredException("Nobody answers " + asked + " any more");
        }
        return longest / 1e9;
    }

    @Override
    public void close() {
        enough = true;
        boolean interrupted = Thread.interrupted();
        try {
            asker.join();
        } catch (InterruptedException _) {
            interrupted = true;
        }
        calls.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
