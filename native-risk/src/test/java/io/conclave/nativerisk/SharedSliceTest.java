package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedSliceTest {
    /** No process has this number: Linux counts to 2^22. */
    private static final Path LEFT = Path.of("/dev/shm/conclave-99999999-2");

    @AfterEach
    void clearUp() throws IOException {
        Files.deleteIfExists(LEFT);
        for (int n : new int[] {1, 3}) {
            Files.deleteIfExists(stuck(n).resolve("inside"));
            Files.deleteIfExists(stuck(n));
        }
    }

    @Test
    void whatCannotBeRemovedKeepsNothingElseFromBeingSwept() throws IOException {
        // In whichever order they are listed, one that cannot be removed comes before the file.
        makeStuck(1);
        Files.writeString(LEFT, "left");
        makeStuck(3);

        SharedSlice.sweepLeftovers();

        assertThat(LEFT).doesNotExist();
        assertThat(stuck(1)).exists();
    }

    private static void makeStuck(int n) throws IOException {
        Files.createDirectories(stuck(n));
        Files.writeString(stuck(n).resolve("inside"), "a folder that is not empty cannot be removed");
    }

    private static Path stuck(int n) {
        return Path.of("/dev/shm/conclave-99999999-" + n);
    }
}
