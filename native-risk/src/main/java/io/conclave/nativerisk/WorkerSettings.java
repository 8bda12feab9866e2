package io.conclave.nativerisk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How children are started and how long they may take.
 *
 * @param binary the worker to run; empty takes the one on the class path
 * @param deadline from request to answer, wall time
 * @param startDeadline from start to the child's welcome, wall time
 */
public record WorkerSettings(Optional<Path> binary, Duration deadline, Duration startDeadline, Sandbox sandbox) {
    public WorkerSettings {
        if (!deadline.isPositive() || !startDeadline.isPositive()) {
            throw new IllegalArgumentException("Deadlines must be positive, not " + deadline + " and " + startDeadline);
        }
    }

    /** In the usual sandbox. */
    public WorkerSettings(Optional<Path> binary, Duration deadline, Duration startDeadline) {
        this(binary, deadline, startDeadline, Sandbox.usual());
    }

    /** With another worker. */
    public WorkerSettings running(Path other) {
        return new WorkerSettings(Optional.of(other), deadline, startDeadline, sandbox);
    }

    public WorkerSettings in(Sandbox other) {
        return new WorkerSettings(binary, deadline, startDeadline, other);
    }
}
