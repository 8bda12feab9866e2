package io.conclave.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.Program;
import io.conclave.testkit.ProjectRoot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a machine is told on its first boot, looked at by the programs that would read it there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MachineTest {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** EC2 takes so much, in bytes, before it is written as text. */
    private static final int USER_DATA = 16 * 1024;

    private final List<Machine> machines = new ArrayList<>();

    @BeforeAll
    void render(@TempDir Path folder) throws IOException {
        var program = Skipped.unless(TerraformCopy.program(), "terraform is not installed: no machine can be rendered");
        var terraform = TerraformCopy.in(folder, program, Optional.empty());
        machines.add(Machine.of(terraform, 0, 1));
        machines.add(Machine.of(terraform, 0, 3));
        machines.add(Machine.of(terraform, 2, 3));
    }

    private Machine alone() {
        return machines.get(0);
    }

    private Machine first() {
        return machines.get(1);
    }

    private Machine follower() {
        return machines.get(2);
    }

    @Test
    void whatItIsToldFitsIntoUserData() throws IOException {
        for (Machine machine : machines) {
            var packed = new ByteArrayOutputStream();
            try (var out = new GZIPOutputStream(packed)) {
                out.write(machine.told().getBytes(StandardCharsets.UTF_8));
            }

            assertThat(machine.told()).startsWith("#cloud-config\n");
            assertThat(packed.size()).isLessThan(USER_DATA);
        }
    }

    @Test
    void itsProgramsAndUnitsAreThoseOfTheProjectToTheLetter() throws IOException {
        var files = ProjectRoot.path().resolve("terraform/modules/boot/files");
        for (Machine machine : machines) {
            try (Stream<Path> ours = Files.list(files)) {
                for (Path file : ours.filter(
                                file -> file.getFileName().toString().startsWith("conclave"))
                        .toList()) {
                    var place = file.toString().endsWith(".service") ? "/etc/systemd/system/" : "/usr/local/sbin/";
                    var written = machine.file(place + file.getFileName());
                    assertThat(written.required("content").textValue()).isEqualTo(Files.readString(file));
                    assertThat(written.required("permissions").textValue())
                            .isEqualTo(place.endsWith("sbin/") ? "0755" : "0644");
                }
            }
        }
    }

    @Test
    void onlyTheFirstMachineHasStoresAndTheirVolume() {
        assertThat(environment(alone(), "CONCLAVE_SERVICES")).isEqualTo("postgres redis node nginx");
        assertThat(environment(first(), "CONCLAVE_SERVICES")).isEqualTo("postgres redis node nginx");
        assertThat(environment(follower(), "CONCLAVE_SERVICES")).isEqualTo("node nginx");
        assertThat(first().config().required("runcmd").toString()).contains("conclave-disk.service");
        assertThat(follower().config().required("runcmd").toString()).doesNotContain("conclave-disk.service");
    }

    @Test
    void nodesOfAClusterAreToldWhereTheyAreAndHowToFindEachOther() {
        assertThat(environment(alone(), "CONCLAVE_JAVA_ARGS")).isEmpty();
        assertThat(environment(follower(), "CONCLAVE_JAVA_ARGS").split(" "))
                .contains(
                        "-Dconclave.run.node=node-3",
                        "-Dconclave.cluster.enabled=true",
                        "-Dconclave.cluster.host=10.20.0.12",
                        "-Dconclave.cluster.discovery=ec2",
                        "-Dconclave.cluster.ec2.tag-value=desk",
                        "-Dconclave.cluster.nodes=2",
                        "-Dconclave.journal.url=jdbc:postgresql://10.20.0.10:5432/conclave",
                        "-Dconclave.bus.url=redis://10.20.0.10:6379/0");
    }

    @Test
    void withoutAKeySshDoesNotRun() {
        assertThat(alone().config().required("runcmd").get(0).toString())
                .isEqualTo("[\"systemctl\",\"disable\",\"--now\",\"ssh.socket\",\"ssh.service\"]");
        assertThat(alone().config().required("ssh_pwauth").booleanValue()).isFalse();
    }

    @Test
    void shellcheckFindsNothingInOurScripts() throws IOException {
        var shellcheck = Skipped.unless(Program.find("shellcheck"), "shellcheck is not installed");
        var terraform = ProjectRoot.path().resolve("terraform");
        try (Stream<Path> files = Files.walk(terraform)) {
            var scripts = files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/.terraform/"))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .toArray(String[]::new);

            assertThat(scripts).hasSizeGreaterThanOrEqualTo(7);
            assertThat(new Program(shellcheck, terraform, LONGEST).run(scripts).text())
                    .isEmpty();
        }
    }

    @Test
    void systemdUnderstandsTheUnits(@TempDir Path folder) throws IOException {
        var analyze = Skipped.unless(Program.find("systemd-analyze"), "systemd-analyze is not installed");
        first().lay(folder, ".service");
        Files.writeString(folder.resolve("docker.service"), "[Service]\nExecStart=/bin/true\n");
        // Programs are where they come from here.
        var programs = ProjectRoot.path().resolve("terraform/modules/boot/files") + "/";
        var units = new ArrayList<>(List.of("verify", "--man=no"));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path unit : files.filter(file -> file.toString().endsWith(".service"))
                    .sorted()
                    .toList()) {
                Files.writeString(
                        unit, Files.readString(unit).replace("/usr/local/sbin/conclave", programs + "conclave"));
                units.add(unit.toString());
            }
        }

        var outcome = new Program(analyze, folder, LONGEST)
                .with("SYSTEMD_UNIT_PATH", folder + ":")
                .run(units.toArray(String[]::new));

        assertThat(units).hasSize(6);
        assertThat(outcome.exitCode()).as(outcome.stderr()).isZero();
        assertThat(outcome.stderr().lines().filter(line -> line.contains("conclave")))
                .isEmpty();
    }

    @Test
    void sshdUnderstandsWhatItIsToldAndLetsNoPasswordIn(@TempDir Path folder) throws IOException {
        var sshd = Skipped.unless(Program.find("sshd"), "sshd is not installed");
        var keygen = Skipped.unless(Program.find("ssh-keygen"), "ssh-keygen is not installed");
        var _ = Skipped.unless(
                Optional.of(Path.of("/run/sshd")).filter(Files::isDirectory),
                "there is no /run/sshd, which sshd wants");
        new Program(keygen, folder, LONGEST)
                .run("-q", "-t", "ed25519", "-N", "", "-f", folder + "/host")
                .text();
        Files.writeString(
                folder.resolve("sshd_config"),
                "HostKey " + folder + "/host\n" + alone().content("/etc/ssh/sshd_config.d/10-conclave.conf"));

        var told = new Program(sshd, folder, LONGEST)
                .run("-T", "-f", folder + "/sshd_config")
                .text();

        assertThat(told.lines())
                .contains(
                        "permitrootlogin no",
                        "passwordauthentication no",
                        "kbdinteractiveauthentication no",
                        "allowusers ubuntu");
    }

    @Test
    void cloudInitUnderstandsWhatItIsTold(@TempDir Path folder) throws IOException {
        var cloudInit = Skipped.unless(Program.find("cloud-init"), "cloud-init is not installed");
        for (Machine machine : machines) {
            Files.writeString(folder.resolve("told"), machine.told());

            assertThat(new Program(cloudInit, folder, LONGEST)
                            .run("schema", "--config-file", folder + "/told")
                            .text())
                    .contains("Valid");
        }
    }

    @Test
    void composeLaysTheMachinesFilesOverThoseOfTheProject(@TempDir Path folder) throws IOException {
        var docker = Skipped.unless(Program.find("docker"), "docker is not installed");
        var compose = ProjectRoot.path().resolve("docker/compose.yaml");
        Skipped.unless(Optional.of(compose).filter(Files::exists), "docker/compose.yaml is not there");
        var client = client(docker, folder);
        Skipped.unless(
                Optional.of(client)
                        .filter(found -> found.run("compose", "version").exitCode() == 0),
                "docker has no compose");
        first().lay(folder, ".yaml");
        follower().lay(folder, "compose.follower.yaml");

        var onFirst = client.run(
                "compose",
                "-f",
                compose.toString(),
                "-f",
                folder + "/compose.member.yaml",
                "-f",
                folder + "/compose.stores.yaml",
                "config");
        var onFollower = client.run(
                "compose",
                "-f",
                compose.toString(),
                "-f",
                folder + "/compose.member.yaml",
                "-f",
                folder + "/compose.follower.yaml",
                "config");

        assertThat(onFirst.text())
                .contains("ipv4_address: 172.31.250.10", "published: \"25520\"", "published: \"5432\"");
        assertThat(onFollower.text()).contains("published: \"7626\"").doesNotContain("published: \"5432\"");
    }

    private static Program client(Path docker, Path folder) {
        var client = new Program(docker, folder, LONGEST)
                .with("CONCLAVE_SECRETS", folder.toString())
                .with("CONCLAVE_ADDRESS", "10.20.0.10")
                .with("CONCLAVE_ENGINE", "172.31.250.10")
                .with("CONCLAVE_NODE", "node-1")
                .with("CONCLAVE_JAVA_ARGS", "-Dconclave.cluster.enabled=true");
        Optional.ofNullable(System.getenv("DOCKER_CONFIG")).ifPresent(place -> client.with("DOCKER_CONFIG", place));
        return client;
    }

    /** As a shell reads it. */
    private static String environment(Machine machine, String variable) {
        return machine.content("/etc/conclave/machine.env")
                .lines()
                .filter(line -> line.startsWith(variable + "=\"") && line.endsWith("\""))
                .map(line -> line.substring(variable.length() + 2, line.length() - 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("machine.env has no " + variable));
    }
}
