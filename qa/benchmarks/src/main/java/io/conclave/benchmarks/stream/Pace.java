package io.conclave.benchmarks.stream;

import java.util.concurrent.locks.LockSupport;

/** Moments at an even distance, kept by whoever does something at each of them: who is late once catches up. */
final class Pace {
    private final long everyNanos;
    private long nextNanos = System.nanoTime();

    Pace(int aSecond) {
        this.everyNanos = 1_000_000_000L / aSecond;
    }

    void await() {
        nextNanos += everyNanos;
        for (long left = nextNanos - System.nanoTime(); left > 0; left = nextNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
