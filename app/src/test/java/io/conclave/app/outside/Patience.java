package io.conclave.app.outside;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits until something holds, and not for ever. */
final class Patience {
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private Patience() {}

    static void until(String what, BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("A minute has passed and it is not so that " + what);
            }
            LockSupport.parkNanos(20_000_000);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
