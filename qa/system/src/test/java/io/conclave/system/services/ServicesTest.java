package io.conclave.system.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.conclave.system.engine.Ended;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local servers by {@code ./conclave services}, without a container engine. */
@SuppressWarnings("NullAway.Init")
class ServicesTest {
    @TempDir
    Path folder;

    private Path services;

    @BeforeEach
    void openTheFolder() throws IOException {
        services = folder.resolve("services");
        // Root starts the servers as somebody else, who must get here.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var parent = folder; parent != null; parent = parent.getParent()) {
            assumeTrue(
                    Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_EXECUTE),
                    parent + " is closed to the user that a server runs as");
        }
    }

    @AfterEach
    void takeAllAway() {
        conclave("services", "down", "--wipe", "--yes");
    }

    @Test
    void serversOutliveTheShellThatStartedThemAndKeepTheirDataWhenTheyAreDown() throws IOException {
        var up = conclave("services", "up", "--json").report();
        assertThat(up.required("kind").textValue()).isEqualTo("local");
        for (var server : List.of("postgres", "redis")) {
            assertThat(up.required(server).required("running").booleanValue()).isTrue();
            assertThat(up.required(server).required("pssMib").intValue()).isBetween(1, 128);
        }
        var answer = services.resolve("conclave.conf");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(answer)))
                .isEqualTo("rw-------");

        assertThat(pids(conclave("services", "up", "--json").report()))
                .as("up twice is once")
                .isEqualTo(pids(up));

        // The owner makes the tables, by what the file says; the engine's own user could not.
        var first = conclave("migrate", "--json").report();
        assertThat(first.required("applied")).isNotEmpty();
        assertThat(first.required("rolesMade")).isEmpty();
        var findings = conclave("doctor", "--json").json();
        assertThat(about(findings, "PostgreSQL").required("found").textValue())
                .contains("127.0.0.1:" + up.required("postgres").required("port") + "/conclave as conclave_app");
        for (var about : List.of(
                "PostgreSQL",
                "PostgreSQL, pgvector",
                "PostgreSQL, schema",
                "PostgreSQL, roles",
                "PostgreSQL, clock",
                "Redis",
                "Redis, append-only file",
                "Redis, memory")) {
            assertThat(about(findings, about).required("health").textValue())
                    .as(about)
                    .isEqualTo("well");
        }

        var down = conclave("services", "down", "--json");
        assertThat(down.exitCode()).isZero();
        assertThat(down.json().required("postgres").required("running").booleanValue())
                .isFalse();
        assertThat(conclave("services", "status").exitCode()).isEqualTo(1);
        var away = conclave("migrate");
        assertThat(away.exitCode()).isEqualTo(1);
        assertThat(away.stderr()).contains(" does not answer: ").hasLineCount(1);

        conclave("services", "up", "--json").report();
        assertThat(conclave("migrate", "--json").report().required("applied")).isEmpty();
    }

    @Test
    void dataIsDeletedOnlyWhenThatIsSaidTwice() {
        conclave("services", "up", "--json").report();

        var once = conclave("services", "down", "--wipe");
        assertThat(once.exitCode()).isEqualTo(2);
        assertThat(once.stderr()).contains("say --wipe --yes").hasLineCount(1);
        assertThat(conclave("services", "status").exitCode()).isZero();

        conclave("services", "down", "--wipe", "--yes");
        assertThat(services.resolve("postgres")).doesNotExist();
        assertThat(services.resolve("redis")).doesNotExist();
        assertThat(services.resolve("conclave.conf")).doesNotExist();
    }

    @Test
    void aWordItDoesNotKnowIsWrongUsage() {
        assertThat(conclave("services", "sideways").exitCode()).isEqualTo(2);
        assertThat(conclave("services", "up", "--wipe").exitCode()).isEqualTo(2);
        assertThat(services.resolve("secrets")).doesNotExist();
    }

    private static List<Integer> pids(JsonNode answer) {
        return List.of(
                answer.required("postgres").required("pid").intValue(),
                answer.required("redis").required("pid").intValue());
    }

    private static JsonNode about(JsonNode findings, String about) {
        for (var finding : findings) {
            if (finding.required("about").textValue().equals(about)) {
                return finding;
            }
        }
        throw new AssertionError("No finding about " + about + ": " + findings);
    }

    private Ended conclave(String... arguments) {
        var command =
                new ArrayList<>(List.of(ProjectRoot.path().resolve("conclave").toString()));
        command.addAll(List.of(arguments));
        try {
            var out = folder.resolve("stdout");
            var err = folder.resolve("stderr");
            var builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("CONCLAVE_SKIP_BUILD", "1");
            builder.environment().put("CONCLAVE_SERVICES_DIR", services.toString());
            builder.environment().put("CONCLAVE_CONTAINERS", "never");
            int exit = builder.start().waitFor();
            return new Ended(
                    exit, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while ./conclave was running", e);
        }
    }
}
