package io.conclave.persistence.readmodel;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a run has come.
 *
 * @param steps closings done
 * @param asOfNanos the last of them
 * @param runHash over every decision; absent until the run has ended
 */
public record RunView(
        String run,
        Optional<String> tapeId,
        Optional<String> settingsHash,
        int steps,
        OptionalLong asOfNanos,
        Optional<String> runHash) {}
