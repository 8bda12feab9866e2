package io.conclave.testkit;

import java.nio.file.Path;
import java.util.Optional;

/** The folder of the root POM, where {@code ./conclave} stands; the build hands it to each test. */
public final class ProjectRoot {
    private ProjectRoot() {}

    /** Absolute. */
    public static Path path() {
        return Path.of(Optional.ofNullable(System.getProperty("conclave.root"))
                        .orElseThrow(() -> new IllegalStateException(
                                "Set -Dconclave.root to the folder of the root POM, as the build does")))
                .toAbsolutePath();
    }
}
