package io.conclave.testkit.lab;

/** Where a {@link Schedule} is played: a cluster at work. */
public interface Stage {
    /** Returns when the fault is there. */
    void begin(Fault fault);

    /** Returns when what that fault broke is told to be whole again; whether it is, nobody waits for. */
    void end(Fault fault);
}
