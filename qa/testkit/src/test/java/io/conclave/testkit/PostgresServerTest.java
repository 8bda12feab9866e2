package io.conclave.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    @Test
    void aServerAnswersUntilItIsClosedAndNotLonger() throws IOException {
        int port;
        try (var server = PostgresServer.start()) {
            port = server.port();
            connect(port);

            assertThat(server.freshDatabase()).isNotEqualTo(server.freshDatabase());
            server.sql("test_1", "CREATE EXTENSION vector");
            assertThat(server.sql("test_1", "SELECT '[3,4]'::vector <-> '[0,0]'"))
                    .isEqualTo("5");
        }

        assertThatThrownBy(() -> connect(port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void whatWasCommittedIsThereAfterACrashAndOnTheSamePort(@TempDir Path folder) throws IOException {
        assumeTrue(reachableByPostgres(folder), "the folder of this test is closed to the user postgres");
        var options = PostgresOptions.plain().durably().in(folder.resolve("data"));
        try (var server = options.start()) {
            server.sql("postgres", "CREATE TABLE kept AS SELECT 7 AS n");
            server.crash();
            assertThatThrownBy(() -> connect(server.port())).isInstanceOf(ConnectException.class);

            server.restart();

            connect(server.port());
            assertThat(server.sql("postgres", "SELECT n FROM kept")).isEqualTo("7");
            assertThat(server.sql("postgres", "SHOW fsync")).isEqualTo("on");
            assertThat(server.sql("postgres", "SHOW data_checksums")).isEqualTo("on");
        }
        try (var server = options.start()) {
            assertThat(server.sql("postgres", "SELECT n FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void aSmallDiskRunsFullAndAClockRunsAhead() {
        assumeTrue(Holder.isRoot(), "only root may mount a disk");
        var options = PostgresOptions.plain().durably().onDiskOf(96).withClockAhead(Duration.ofMinutes(5));
        try (var server = options.start()) {
            server.sql("postgres", "CREATE TABLE kept (n int)");
            var now = Instant.ofEpochSecond(
                    Long.parseLong(server.sql("postgres", "SELECT extract(epoch FROM clock_timestamp())::bigint")));
            assertThat(Duration.between(Instant.now(), now)).isCloseTo(Duration.ofMinutes(5), Duration.ofSeconds(10));

            server.fillDisk();
            assertThatThrownBy(() -> server.sql("postgres", "INSERT INTO kept SELECT generate_series(1, 1000000)"))
                    .isInstanceOf(IllegalStateException.class);

            server.emptyDisk();
            server.restart();
            assertThat(server.sql("postgres", "SELECT count(*) FROM kept")).isEqualTo("0");
        }
    }

    private static boolean reachableByPostgres(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var parent = folder; Holder.isRoot() && parent != null; parent = parent.getParent()) {
            if (!Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static void connect(int port) throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
}
