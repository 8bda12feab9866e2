package io.conclave.persistence.streams;

import java.time.Duration;

/** Growing pauses between attempts: 50 ms, then twice as long each time, up to a longest. For one thread. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(50);

    private final Duration longest;
    private Duration next = FIRST;

    Backoff(Duration longest) {
        this.longest = longest;
    }

    Duration next() {
        var now = next;
        var twice = now.multipliedBy(2);
        next = twice.compareTo(longest) > 0 ? longest : twice;
        return now;
    }

    void reset() {
        next = FIRST;
    }
}
