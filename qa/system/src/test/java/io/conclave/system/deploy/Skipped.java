package io.conclave.system.deploy;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** What cannot run on this machine says so, and counts as skipped. */
final class Skipped {
    private Skipped() {}

    /** What is there; else ends the test as skipped, having printed why. */
    static <T> T unless(Optional<T> there, String reason) {
        if (there.isEmpty()) {
            System.out.println("SKIPPED: " + reason);
        }
        Assumptions.assumeTrue(there.isPresent(), reason);
        return there.orElseThrow();
    }
}
