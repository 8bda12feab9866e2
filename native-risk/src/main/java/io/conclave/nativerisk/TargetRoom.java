package io.conclave.nativerisk;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Where the targets of a signal lie in a request's room. */
final class TargetRoom {
    private TargetRoom() {}

    /** A multiple of 8; 0 when the plan follows no signal. */
    static long bytesFor(TradingPlan plan, int endBar) {
        return plan.strategy() instanceof Strategy.Signal ? ((long) Integer.BYTES * endBar + 7) / 8 * 8 : 0;
    }

    /** Writes the targets up to the run's end; says where, if there are any. */
    static Optional<Long> fill(TradingPlan plan, int endBar, MemorySegment room, long start) {
        if (plan.strategy() instanceof Strategy.Signal(TargetSeries targets)) {
            targets.copyTo(room, start, endBar);
            return Optional.of(start);
        }
        return Optional.empty();
    }
}
