package io.conclave.system.crash;

/** Something bad that happens once. */
interface Fault {
    /** For the record: faults of one kind are counted together. */
    String kind();

    /**
     * Does it. Finds a node running or none, and may leave either.
     *
     * @return false if the run was over before it came to it
     */
    boolean strike(Scene scene);
}
