package io.conclave.venues.marketdata;

import java.time.Duration;

/**
 * Whether a venue has been silent for too long, by the time it is handed: the local clock's, never the venue's. A clock that steps
 * back makes nothing stale.
 */
public final class Staleness {
    private final long limitNanos;
    private long lastNanos;

    /** @param startNanos when listening began, epoch nanoseconds */
    public Staleness(Duration limit, long startNanos) {
        this.limitNanos = limit.toNanos();
        this.lastNanos = startNanos;
    }

    public void heard(long atNanos) {
        lastNanos = Math.max(lastNanos, atNanos);
    }

    public boolean stale(long nowNanos) {
        return nowNanos - lastNanos > limitNanos;
    }
}
