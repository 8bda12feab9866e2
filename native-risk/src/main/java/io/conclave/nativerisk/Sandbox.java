package io.conclave.nativerisk;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How children are confined. They confine themselves before they read their first frame; what came of it they say in
 * their welcome.
 *
 * @param addressSpaceBytes what a child may map, shared memory and thread stacks counted; far more than it holds
 * @param cpuPerRequest processor time of all a child's threads, whole seconds; a request that takes more ends the child
 */
public record Sandbox(Mode mode, long addressSpaceBytes, Duration cpuPerRequest) {
    /** The least a child can start in: its own code, two threads, and a slice. */
    private static final long LEAST_BYTES = 256L << 20;

    private static final Logger log = LoggerFactory.getLogger(Sandbox.class);
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    /** What a layer that cannot be set up means. */
    public enum Mode {
        /** Nothing is set up. */
        OFF,
        /** A warning, once a process. */
        PREFERRED,
        /** A child without it is not let in. */
        REQUIRED
    }

    public Sandbox {
        if (addressSpaceBytes < LEAST_BYTES || cpuPerRequest.toSeconds() < 1) {
            throw new IllegalArgumentException("A worker's sandbox needs 256 MiB of address space and 1 s of processor"
                    + " time a request or more, not " + addressSpaceBytes + " bytes and " + cpuPerRequest);
        }
    }

    /** As {@code reference.conf} has it. */
    public static Sandbox usual() {
        return new Sandbox(Mode.PREFERRED, 4L << 30, Duration.ofMinutes(2));
    }

    public Sandbox with(Mode other) {
        return new Sandbox(other, addressSpaceBytes, cpuPerRequest);
    }

    /** For the child's command line. */
    List<String> arguments() {
        var name = switch (mode) {
            case OFF -> "off";
            case PREFERRED -> "preferred";
            case REQUIRED -> "required";
        };
        return List.of(
                "--sandbox=" + name,
                "--address-space=" + addressSpaceBytes,
                "--cpu-seconds=" + cpuPerRequest.toSeconds());
    }

    /**
     * @throws WorkerStartException when that is not enough
     */
    void judge(Set<SandboxLayer> inForce) throws WorkerStartException {
        if (mode == Mode.OFF) {
            return;
        }
        var missing = EnumSet.allOf(SandboxLayer.class);
        missing.removeAll(inForce);
        if (mode == Mode.REQUIRED && missing.stream().anyMatch(SandboxLayer::isIndispensable)) {
            missing.removeIf(layer -> !layer.isIndispensable());
            throw new WorkerStartException(
                    WorkerFailure.UNCONFINED,
                    "The backtest worker's sandbox is required, and not in force is: " + named(missing)
                            + "; ./conclave doctor says what to do, or set conclave.native-risk.sandbox to preferred");
        }
        if (!missing.isEmpty() && TOLD.add(named(missing))) {
            log.warn("The backtest workers run without: {}; ./conclave doctor says what to do", named(missing));
        }
    }

    private static String named(Set<SandboxLayer> layers) {
        return layers.stream().map(SandboxLayer::title).collect(Collectors.joining(", "));
    }
}
