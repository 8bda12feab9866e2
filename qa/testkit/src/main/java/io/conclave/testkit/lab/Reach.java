package io.conclave.testkit.lab;

/** Whose packets a fault concerns. The tests' own traffic is never concerned. */
public enum Reach {
    /** The other hosts': a node that sees none of the others and still sees the stores. */
    PEERS,
    /** The stores' as well: the cable is pulled. */
    EVERYONE
}
