package io.conclave.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.Program;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How secrets come to Parameter Store, and from there into a machine's memory. */
class MachineSecretsTest {
    private static final List<String> MADE =
            List.of("certificate.pem", "conclave.conf", "key.pem", "postgres", "redis.conf", "roles");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private PaperMachine machine;

    @BeforeEach
    void setUp() throws IOException {
        machine = new PaperMachine(folder)
                .with("CONCLAVE_PARAMETERS", "/conclave/desk")
                .with("CONCLAVE_SECRETS", folder.resolve("secrets").toString())
                .with("CONCLAVE_REGION", "eu-central-1")
                .with("CONCLAVE_REQUIRED", "postgres conclave.conf");
    }

    @Test
    void secretsComeToTheLetterIntoAFolderOfRootAlone() throws IOException {
        stored("""
                [{"name": "/conclave/desk/postgres", "value": "a b$c\\\\d", "type": "SecureString"},
                 {"name": "/conclave/desk/conclave.conf", "value": "one\\ntwo\\n", "type": "SecureString"}]""");

        machine.run("conclave-secrets").text();

        assertThat(machine.path("secrets/postgres")).content().isEqualTo("a b$c\\d");
        assertThat(machine.path("secrets/conclave.conf")).content().isEqualTo("one\ntwo\n");
        assertThat(permissions("secrets")).isEqualTo("rwx------");
        assertThat(permissions("secrets/postgres")).isEqualTo("r--r--r--");
        assertThat(machine.calls())
                .singleElement()
                .asString()
                .startsWith(
                        "aws ssm get-parameters-by-path --region eu-central-1 --path /conclave/desk --with-decryption");
    }

    @Test
    void aSecretThatIsMissingLeavesTheOldOnesInPlace() throws IOException {
        old();
        stored("[{\"name\": \"/conclave/desk/postgres\", \"value\": \"new\", \"type\": \"SecureString\"}]");

        var outcome = machine.run("conclave-secrets");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr()).contains("/conclave/desk/conclave.conf is missing");
        assertThat(machine.path("secrets/postgres")).content().isEqualTo("old");
        assertThat(machine.path("secrets.next")).doesNotExist();
    }

    @Test
    void aSecretThatWasStoredInTheClearIsRefused() throws IOException {
        stored("[{\"name\": \"/conclave/desk/postgres\", \"value\": \"x\", \"type\": \"String\"}]");

        assertThat(machine.run("conclave-secrets").stderr()).contains("stored in the clear");
    }

    @Test
    void aNameThatIsNoFilesNameIsRefused() throws IOException {
        stored("[{\"name\": \"/conclave/desk/..\", \"value\": \"x\", \"type\": \"SecureString\"}]");

        assertThat(machine.run("conclave-secrets").stderr()).contains("cannot be a file's name");
        assertThat(machine.path("secrets")).doesNotExist();
    }

    @Test
    void aRoleThatIsNotThereYetIsSaid() throws IOException {
        machine.plays("aws", "exit 255");

        var outcome = machine.run("conclave-secrets");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr()).contains("cannot read /conclave/desk");
    }

    @Test
    void whatMachinesReadIsStoredEncryptedAndTheAuthoritysOwnKeyNever() throws IOException {
        made();
        Files.writeString(machine.path("made/authority.pem"), "public");
        Files.writeString(machine.path("made/authority.key"), "never");
        Files.writeString(machine.path("made/node-1.key"), "its own");
        machine.plays("aws", "");

        put().text();

        assertThat(machine.calls())
                .hasSize(8)
                .allSatisfy(call -> assertThat(call).contains("--type SecureString", "--region eu-central-1"))
                .anySatisfy(call -> assertThat(call).contains("--name /conclave/desk/node-1.key "))
                .noneSatisfy(call -> assertThat(call).contains("authority.key"));
    }

    @Test
    void whatIsIncompleteOrTooLargeIsNotStoredInPart() throws IOException {
        made();
        machine.plays("aws", "");
        Files.writeString(machine.path("made/roles"), "x".repeat(4097));

        assertThat(put().stderr()).contains("roles has more than the 4096 bytes");

        Files.delete(machine.path("made/roles"));

        assertThat(put().stderr()).contains("roles is missing");
        assertThat(machine.calls()).isEmpty();
    }

    private Program.Outcome put() {
        return machine.run(
                ProjectRoot.path().resolve("terraform/put-secrets.sh"),
                "desk",
                "eu-central-1",
                machine.path("made").toString());
    }

    private void made() throws IOException {
        Files.createDirectories(machine.path("made"));
        for (String name : MADE) {
            Files.writeString(machine.path("made").resolve(name), name);
        }
    }

    private void old() throws IOException {
        Files.createDirectories(machine.path("secrets"));
        Files.writeString(machine.path("secrets/postgres"), "old");
    }

    /** What Parameter Store holds. */
    private void stored(String json) throws IOException {
        Files.writeString(machine.path("stored"), json);
        machine.plays("aws", "cat '" + machine.path("stored") + "'");
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(machine.path(name)));
    }
}
