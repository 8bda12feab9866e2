package io.conclave.system.engine;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what the operating system does in its own time, and looks often. */
public final class Patience {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Patience() {}

    /** Returns once it is so; fails, naming what was awaited, when half a minute did not bring it. */
    public static void until(String what, BooleanSupplier isSo) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited " + LONGEST.toSeconds() + " s in vain until " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
