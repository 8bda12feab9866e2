package io.conclave.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Real market data and news that may not be part of the project.
 *
 * <p>It is looked for in the folder {@code CONCLAVE_SHARED} names, or beside the project in {@code ../shared/data}.
 * Tests that need it carry the tag {@code shared-data}, and are aborted with a sentence where it is missing.
 */
public final class SharedData {
    private SharedData() {}

    /** That file of it; ends the test as aborted if it is not there. */
    public static Path file(String path) {
        Path file = folder().resolve(path);
        Assumptions.assumeTrue(Files.exists(file), () -> "needs the shared data: " + path + " is not in " + folder());
        return file;
    }

    private static Path folder() {
        return Optional.ofNullable(System.getenv("CONCLAVE_SHARED"))
                .map(Path::of)
                .orElseGet(() -> ProjectRoot.path().resolveSibling("shared").resolve("data"))
                .normalize();
    }
}
