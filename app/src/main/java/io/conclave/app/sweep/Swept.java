package io.conclave.app.sweep;

import io.conclave.nativerisk.CrossoverSweep.Method;
import io.conclave.nativerisk.SweepResult;
import io.conclave.nativerisk.SweepRows;
import io.conclave.nativerisk.SweepUnion;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Rows of a sweep, computed.
 *
 * @param kernelVersion another one may give other numbers
 * @param method how; if several, the plainest: they give the same bits
 * @param cpuTime processor time of all threads
 * @param elsewhere spent on it in other processes, wall clock
 */
record Swept(SweepRows rows, int kernelVersion, Method method, Duration cpuTime, Duration elsewhere) {
    static Swept of(SweepResult result) {
        return new Swept(result.rows(), result.kernelVersion(), result.method(), result.cpuTime(), Duration.ZERO);
    }

    /**
     * Puts rows together.
     *
     * @param rows in all
     * @param bars that were swept over
     * @param pieces in the order of their rows, at least one; each is let go when the next is taken
     * @throws IllegalArgumentException if they are not of one kernel
     */
    static Swept joined(int rows, int parts, int bars, Stream<Swept> pieces) {
        var union = new SweepUnion(rows, parts, bars);
        var last = pieces.map(piece -> piece.into(union)).reduce(Swept::and).orElseThrow();
        return new Swept(union.rows(), last.kernelVersion(), last.method(), last.cpuTime(), last.elsewhere());
    }

    private Swept into(SweepUnion union) {
        union.add(rows);
        return this;
    }

    private Swept and(Swept next) {
        if (kernelVersion != next.kernelVersion()) {
            throw new IllegalArgumentException(
                    "Its pieces were swept by version " + kernelVersion + " of the kernels and by "
                            + next.kernelVersion() + ": ask again when all nodes run the same Conclave");
        }
        var plainer = method.compareTo(next.method()) <= 0 ? method : next.method();
        return new Swept(
                next.rows(), kernelVersion, plainer, cpuTime.plus(next.cpuTime()), elsewhere.plus(next.elsewhere()));
    }
}
