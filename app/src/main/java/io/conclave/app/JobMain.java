package io.conclave.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;

/**
 * A job's own process: one command of {@code ./conclave}. It ends with the node that began it, of which it knows by its
 * stdin. What the node says there, the command reads.
 */
public final class JobMain {
    /** How a job ends whose node is gone. */
    private static final int ABANDONED = 143;

    private JobMain() {}

    public static void main(String[] arguments) throws IOException {
        var node = System.in;
        var said = new PipedOutputStream();
        System.setIn(new PipedInputStream(said));
        Thread.ofPlatform().daemon().name("conclave-job-lifeline").start(() -> endWithTheNode(node, said));
        Conclave.main(arguments);
    }

    private static void endWithTheNode(InputStream node, PipedOutputStream said) {
        try {
            for (int next = node.read(); next >= 0; next = node.read()) {
                said.write(next);
                said.flush();
            }
        } catch (IOException e) {
            // A stdin that breaks is one that ends.
        }
        Runtime.getRuntime().halt(ABANDONED);
    }
}
