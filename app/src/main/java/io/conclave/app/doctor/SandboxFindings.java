package io.conclave.app.doctor;

import io.conclave.nativerisk.Sandbox;
import io.conclave.nativerisk.SandboxLayer;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** What the doctor says of a worker's sandbox: each layer, whether it is in force, and what to do where it is not. */
final class SandboxFindings {
    private SandboxFindings() {}

    static Stream<Finding> of(Sandbox.Mode mode, Set<SandboxLayer> inForce) {
        if (mode == Sandbox.Mode.OFF) {
            return Stream.of(Finding.ailing(
                    "sandbox",
                    "switched off: workers may do what this user may",
                    "Set conclave.native-risk.sandbox to preferred or required"));
        }
        return Arrays.stream(SandboxLayer.values()).map(layer -> of(layer, mode, inForce.contains(layer)));
    }

    private static Finding of(SandboxLayer layer, Sandbox.Mode mode, boolean inForce) {
        var about = "sandbox, " + layer.title();
        if (inForce) {
            return Finding.well(about, "in force: " + layer.effect());
        }
        var found = "not in force";
        return mode == Sandbox.Mode.REQUIRED && layer.isIndispensable()
                ? Finding.ill(
                        about,
                        found + ", and required",
                        layer.remedy() + "; or set conclave.native-risk.sandbox to preferred")
                : Finding.ailing(about, found, layer.remedy());
    }
}
