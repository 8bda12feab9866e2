package io.conclave.orchestrator.execution;

import java.util.ArrayDeque;

/**
 * Spreads requests so that no second has more of them than a venue takes: each goes at once as long as there is room, and
 * else as early as there will be. For one thread.
 */
final class Throttle {
    private static final long SECOND = 1_000_000_000L;

    private final int perSecond;

    /** When the last requests went or will go, oldest first, as many as a second takes. */
    private final ArrayDeque<Long> last = new ArrayDeque<>();

    /** @param perSecond requests that a venue takes in a second, &gt;= 0; 0 for any number */
    Throttle(int perSecond) {
        this.perSecond = perSecond;
    }

    /** How long a request would have to wait, nanoseconds. */
    long delay(long nowNanos) {
        return perSecond == 0 || last.size() < perSecond ? 0 : Math.max(0, last.getFirst() + SECOND - nowNanos);
    }

    /** Takes the next place; how long the request that has it must wait, nanoseconds. */
    long take(long nowNanos) {
        long delay = delay(nowNanos);
        last.addLast(nowNanos + delay);
        if (last.size() > perSecond) {
            last.removeFirst();
        }
        return delay;
    }
}
