package io.conclave.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.Program;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scripts of the stack ask of an engine, and what the database's entry makes of its secrets; all others are played. */
class ContainerScriptsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private PaperMachine machine;

    @BeforeEach
    void setUp() throws IOException {
        machine = new PaperMachine(folder)
                .with("CONCLAVE_STACK_DIR", folder.resolve("stack").toString());
        machine.plays("docker", "");
    }

    // ---- the stack

    @Test
    void aProfileIsToldToComposeAndTheRestToItsUp() throws IOException {
        thereAreSecretsAndAKey();

        images("up", "--profile", "feed", "--quiet-pull").text();

        assertThat(composed()).last().asString().contains(" --profile feed up ").endsWith(" --quiet-pull");
    }

    @Test
    void whoeverWasStartedWithAProfileIsStoppedWithTheRest() throws IOException {
        images("down").text();

        assertThat(composed()).last().asString().contains(" --profile * down");
    }

    @Test
    void aNodeByItselfGoesWhenThreeComeInItsPlace() throws IOException {
        thereAreSecretsAndAKey();
        for (var file : List.of("authority.pem", "node-1.pem", "node-2.pem", "node-3.pem")) {
            Files.writeString(folder.resolve("stack/secrets").resolve(file), "there");
        }

        images("up", "--cluster").text();

        assertThat(composed())
                .last()
                .asString()
                .contains("/docker/compose.cluster.yaml ")
                .contains(" --remove-orphans");
    }

    @Test
    void aWipeLeavesNoVolumeOfEitherStack() throws IOException {
        machine.plays("docker", "[[ $1 != volume || $2 != ls ]] || echo conclave_node");

        images("down", "--wipe", "--yes").text();

        assertThat(machine.calls())
                .contains(
                        "docker volume ls --quiet --filter label=com.docker.compose.project=conclave",
                        "docker volume rm conclave_node");
    }

    private void thereAreSecretsAndAKey() throws IOException {
        var secrets = Files.createDirectories(folder.resolve("stack/secrets"));
        Files.writeString(folder.resolve("stack/key"), "the key");
        for (var file : List.of("certificate.pem", "key.pem")) {
            Files.writeString(secrets.resolve(file), "there");
        }
    }

    private Program.Outcome images(String... words) {
        return machine.run(docker("images.sh"), words);
    }

    private List<String> composed() throws IOException {
        return machine.calls().stream()
                .filter(call -> call.startsWith("docker compose -p "))
                .toList();
    }

    // ---- the database's entry

    @Test
    void aDatabaseIsMadeWithARoleForEachLineOfItsSecret() throws IOException {
        var roles = Files.writeString(folder.resolve("roles"), "owner=o1\napp=a=2\nread=r3");

        entry(roles).text();

        assertThat(machine.calls()).last().asString().startsWith("postgres -D ");
        assertThat(folder.resolve("said"))
                .content()
                .contains("CREATE ROLE conclave_owner LOGIN PASSWORD 'o1';")
                .contains("CREATE ROLE conclave_app LOGIN PASSWORD 'a=2';")
                .contains("CREATE ROLE conclave_read LOGIN PASSWORD 'r3';");
        assertThat(folder.resolve("data/PG_VERSION")).exists();
    }

    @Test
    void aDatabaseWhoseRolesCannotBeReadIsNotTakenForMade() throws IOException {
        assertThat(entry(folder.resolve("nowhere")).exitCode()).isNotZero();

        assertThat(folder.resolve("data/PG_VERSION")).doesNotExist();
        assertThat(machine.calls()).noneSatisfy(call -> assertThat(call).startsWith("postgres "));
    }

    private Program.Outcome entry(Path roles) throws IOException {
        machine.plays("initdb", "mkdir -p \"$2\"; echo 17 >\"$2/PG_VERSION\"");
        machine.plays("pg_ctl", "");
        machine.plays("psql", "cat >'" + folder.resolve("said") + "'");
        machine.plays("postgres", "");
        return machine.with(
                        "PGDATA",
                        Files.createDirectories(folder.resolve("data")).toString())
                .with(
                        "POSTGRES_PASSWORD_FILE",
                        Files.writeString(folder.resolve("password"), "secret").toString())
                .with("CONCLAVE_ROLES_FILE", roles.toString())
                .run(docker("postgres/entrypoint.sh"));
    }

    private static Path docker(String script) {
        return ProjectRoot.path().resolve("docker").resolve(script);
    }
}
