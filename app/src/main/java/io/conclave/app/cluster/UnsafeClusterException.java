package io.conclave.app.cluster;

/** Refuses to listen for other nodes where strangers could reach it and nobody would have to prove who he is. A safety rule, not a fault. */
public final class UnsafeClusterException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnsafeClusterException(String host) {
        super("conclave.cluster listens on " + host
                + ", where others can reach it, but conclave.cluster.tls names no files:"
                + " ./conclave certificate makes them");
    }
}
