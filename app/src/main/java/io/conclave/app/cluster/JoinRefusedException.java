package io.conclave.app.cluster;

/** The cluster did not take this node: one sentence says why. Safety rules included, so nothing is tried again. */
public final class JoinRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    JoinRefusedException(String sentence) {
        super(sentence);
    }
}
