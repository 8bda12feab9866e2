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
public record WorkerSettings(Optional<Path> binary, Duration deadline, Duration startDeadline) {
    public WorkerSettings {
        if (!deadline.isPositive() || !startDeadline.isPositive()) {
            throw new IllegalArgumentException("Deadlines must be positive, not " + deadline + " and " + startDeadline);
        }
    }
}
