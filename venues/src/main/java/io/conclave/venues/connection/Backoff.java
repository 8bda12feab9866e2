package io.conclave.venues.connection;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: twice as long each time up to a bound, less up to half by chance, lest all who fell together rise together. */
final class Backoff {
    private final long firstNanos;
    private final long mostNanos;
    private final RandomGenerator dice;
    private long nextNanos;

    Backoff(Duration first, Duration most, RandomGenerator dice) {
        this.firstNanos = first.toNanos();
        this.mostNanos = most.toNanos();
        this.dice = dice;
        this.nextNanos = firstNanos;
    }

    long nanos() {
        long bound = Math.min(nextNanos, mostNanos);
        nextNanos = Math.min(mostNanos, 2 * bound);
        return bound - (long) (dice.nextDouble() * bound / 2);
    }

    /** All has been well for a while. */
    void forget() {
        nextNanos = firstNanos;
    }
}
