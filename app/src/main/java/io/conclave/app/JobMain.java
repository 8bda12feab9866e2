package io.conclave.app;

import java.io.IOException;

/**
 * A job's own process: one command of {@code ./conclave}. It ends with the node that began it, of which it knows by its
 * stdin.
 */
public final class JobMain {
    /** How a job ends whose node is gone. */
    private static final int ABANDONED = 143;

    private JobMain() {}

    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().name("conclave-job-lifeline").start(JobMain::endWithTheNode);
        Conclave.main(arguments);
    }

    private static void endWithTheNode() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said on it.
            }
        } catch (IOException e) {
            // A stdin that breaks is one that ends.
        }
        Runtime.getRuntime().halt(ABANDONED);
    }
}
