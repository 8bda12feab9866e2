package io.conclave.system.cluster;

import io.conclave.testkit.lab.Schedule;
import java.util.List;

/** Three nodes at work, and what a schedule of faults leaves of it. */
interface Trial extends AutoCloseable {
    /** Plays it, ends the work, and tells what is wrong; empty if nothing is. */
    List<String> endure(Schedule schedule);

    /** What the nodes said, for whoever must find out why. */
    String said();

    @Override
    void close();
}
