package io.conclave.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what comes about in its own time and tells nobody, and looks often. */
public final class Patience {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Patience() {}

    /** Returns once it is so; fails, naming what was awaited, when a minute did not bring it. */
    public static void until(String what, BooleanSupplier isSo) {
        until(what, LONGEST, isSo);
    }

    /** The same with another bound. An interrupt ends it, too, and stays. */
    public static void until(String what, Duration longest, BooleanSupplier isSo) {
        long begun = System.nanoTime();
        while (!isSo.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("Interrupted while waiting until " + what);
            }
            if (System.nanoTime() - begun > longest.toNanos()) {
                throw new AssertionError("Waited " + longest.toSeconds() + " s in vain until " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
