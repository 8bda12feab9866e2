package io.conclave.nativerisk.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class UnpackedBinaryTest {
    private static final String LIBRARY = "libconclave_risk.so";
    private static final String SETTING = "conclave.native-risk.library";

    @Test
    void itLiesWhereNobodyElseMayEnterAndGoesWhenClosed() throws IOException {
        Path folder;
        try (var library = UnpackedBinary.of(LIBRARY, SETTING)) {
            folder = library.file().getParent();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            assertThat(library.file()).isExecutable().hasFileName(LIBRARY);
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void whatADeadProcessLeftIsClearedAway() throws IOException {
        long dead = 999_999_999_999L; // beyond every process number
        var left = Files.createTempDirectory(LIBRARY + "-" + dead + "-");
        Files.writeString(left.resolve(LIBRARY), "left");

        UnpackedBinary.of(LIBRARY, SETTING).close();

        assertThat(left).doesNotExist();
    }

    @Test
    void aBinaryThatIsNotOnTheClassPathIsNamedAndLeavesNothing() throws IOException {
        assertThatThrownBy(() -> UnpackedBinary.of("conclave-nothing", "conclave.nothing"))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("conclave-nothing", "is on the class path", "conclave.nothing");

        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("conclave-nothing-")))
                    .isEmpty();
        }
    }
}
