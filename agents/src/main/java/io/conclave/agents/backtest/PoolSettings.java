package io.conclave.agents.backtest;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.conclave.nativerisk.Sandbox;
import io.conclave.nativerisk.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The blocks {@code conclave.backtest} and {@code conclave.native-risk}; {@code reference.conf} explains each key.
 *
 * @param workers at least 1
 * @param queue at least 1
 */
record PoolSettings(int workers, int queue, Duration restartAfter, Duration restartAfterAtMost, WorkerSettings worker) {
    PoolSettings {
        if (workers < 1 || queue < 1) {
            throw new IllegalArgumentException(
                    "conclave.backtest needs 1 worker and a queue of 1 or more, not " + workers + " and " + queue);
        }
    }

    static PoolSettings from(Config root) {
        var config = root.getConfig("conclave.backtest");
        return new PoolSettings(
                config.getInt("workers"),
                config.getInt("queue"),
                config.getDuration("restart-after"),
                config.getDuration("restart-after-at-most"),
                workers(root));
    }

    static WorkerSettings workers(Config root) {
        var config = root.getConfig("conclave.backtest");
        var binary = config.getString("binary");
        return new WorkerSettings(
                binary.isBlank() ? Optional.empty() : Optional.of(Path.of(binary)),
                config.getDuration("deadline"),
                config.getDuration("start-deadline"),
                sandbox(root.getConfig("conclave.native-risk")));
    }

    private static Sandbox sandbox(Config config) {
        return new Sandbox(mode(config), config.getBytes("address-space"), config.getDuration("cpu-per-request"));
    }

    private static Sandbox.Mode mode(Config config) {
        return switch (config.getString("sandbox")) {
            case "off" -> Sandbox.Mode.OFF;
            case "preferred" -> Sandbox.Mode.PREFERRED;
            case "required" -> Sandbox.Mode.REQUIRED;
            default ->
                throw new ConfigException.BadValue(
                        config.origin(), "conclave.native-risk.sandbox", "It must be off, preferred or required");
        };
    }

    /** The pause after so many failures in a row, the first being 1. */
    Duration pauseAfter(int failures) {
        var pause = restartAfter.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(restartAfterAtMost) < 0 ? pause : restartAfterAtMost;
    }
}
