package io.conclave.testkit.lab;

/**
 * What can go wrong in a cluster of nodes, one on each host, and its stores. Hosts go by their numbers, from 1 on.
 *
 * <p>A fault begins and, some time later, ends: what it broke is whole again then. Who does either is a {@link Stage}.
 */
public sealed interface Fault {
    /** {@code kill -9}; started again when it ends. */
    record Kill(int host) implements Fault {}

    /** The same to the oldest node, which leads; who that is is found out when it begins. */
    record KillLeader() implements Fault {}

    /** A minority: this node sees none of the others, and perhaps not the stores either. */
    record Isolate(int host, Reach reach) implements Fault {}

    /** What one node sends does not arrive at another; what that one sends, does. */
    record OneWay(int from, int to) implements Fault {}

    /** Two nodes do not see each other; all others see both. */
    record BrokenPair(int one, int other) implements Fault {}

    /** What any node sends comes later at the others. The stores are as near as ever. */
    record Late(Weather weather) implements Fault {}

    /** Of what any node or the stores send to another, a share is lost. */
    record Lossy(Weather weather) implements Fault {}

    /** Stands still, its connections open, and goes on as if no time had passed. */
    record Pause(int host) implements Fault {}

    /** Its connections break; it is back, with all that was committed, when it ends. */
    record PostgresAway() implements Fault {}

    /** Its connections break; it is back, with all that was written, when it ends. */
    record RedisAway() implements Fault {}

    /** Each node in turn is told to leave and started again, the next once that one is back; over when it ends. */
    record RollingRestart() implements Fault {}
}
