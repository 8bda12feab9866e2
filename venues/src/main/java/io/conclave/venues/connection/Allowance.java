package io.conclave.venues.connection;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * So many of something in any stretch of so long, as venues state it: whoever wants one is told from when on. Shared by all connections to
 * one venue; times are of a clock that never steps back.
 */
public final class Allowance {
    private final int most;
    private final long perNanos;
    private final ArrayDeque<Long> taken = new ArrayDeque<>();
    private long notBefore = Long.MIN_VALUE;

    /** @param most &gt; 0, in any stretch of {@code per} */
    public Allowance(int most, Duration per) {
        if (most <= 0 || per.isNegative()) {
            throw new IllegalArgumentException("An allowance of " + most + " in " + per + " allows nothing");
        }
        this.most = most;
        this.perNanos = per.toNanos();
    }

    /** Takes the next one. @return how long to wait for it, nanoseconds, &gt;= 0 */
    public synchronized long take(long nowNanos) {
        long at = Math.max(nowNanos, notBefore);
        if (taken.size() == most) {
            at = Math.max(at, taken.removeFirst() + perNanos);
        }
        taken.addLast(at);
        notBefore = at;
        return at - nowNanos;
    }

    /** Allows none before then: the venue has said so. */
    public synchronized void pause(long untilNanos) {
        notBefore = Math.max(notBefore, untilNanos);
    }
}
