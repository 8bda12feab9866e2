package io.conclave.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.Program;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a release is made, and what of it a machine runs: what was signed, and nothing else. */
class MachineReleaseTest {
    private static final String LOADED = "docker load --quiet";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private PaperMachine machine;

    @BeforeEach
    void setUp() throws IOException {
        machine = new PaperMachine(folder)
                .with("CONCLAVE_RELEASE", "s3://releases/conclave/1")
                .with("CONCLAVE_REGION", "eu-central-1")
                .with("CONCLAVE_REGISTRY", "")
                .with("CONCLAVE_HOME", machine("opt"))
                .with("CONCLAVE_KEY", machine("mine.pub"));
        machine.plays("docker", """
                case $1 in
                  save) echo the images ;;
                  load) cat >'%s' ;;
                esac""".formatted(machine("loaded")));
        // S3, as a folder: the last path's name of what is asked for lies there.
        machine.plays("aws", "a=(\"$@\"); cp '" + machine("s3") + "'/\"${a[-2]##*/}\" \"${a[-1]}\"");
        key("mine");
        Files.createDirectories(folder.resolve("house/terraform"));
        Files.createDirectories(folder.resolve("house/docker"));
        Files.writeString(folder.resolve("house/docker/compose.yaml"), "services: {}\n");
        Files.copy(
                ProjectRoot.path().resolve("terraform/release.sh"),
                folder.resolve("house/terraform/release.sh"),
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Test
    void whatWasSignedIsLoadedAndStandsReady() throws IOException {
        released("mine");

        machine.run("conclave-release").text();

        assertThat(folder.resolve("loaded")).content().isEqualTo("the images\n");
        assertThat(folder.resolve("opt/current/docker/compose.yaml")).content().isEqualTo("services: {}\n");
        assertThat(folder.resolve("opt/current")).isSymbolicLink();
    }

    @Test
    void aRestartAsksNobodyForWhatIsThere() throws IOException {
        released("mine");
        machine.run("conclave-release").text();
        assertThat(machine.calls()).contains(LOADED);

        machine.run("conclave-release").text();

        assertThat(machine.calls()).isEmpty();
    }

    @Test
    void theSameReleaseInAnotherPlaceIsNotLoadedAgain() throws IOException {
        released("mine");
        machine.run("conclave-release").text();
        var before = folder.resolve("opt/current").toRealPath();
        var _ = machine.calls();

        machine.with("CONCLAVE_RELEASE", "s3://releases/conclave/copy")
                .run("conclave-release")
                .text();

        assertThat(folder.resolve("opt/current").toRealPath()).isEqualTo(before);
        assertThat(machine.calls()).doesNotContain(LOADED);
    }

    @Test
    void imagesFromARegistryAreNotFetchedWithTheRelease() throws IOException {
        released("mine");
        var _ = machine.calls();

        machine.with("CONCLAVE_REGISTRY", "registry.example.org/desk")
                .run("conclave-release")
                .text();

        assertThat(machine.calls())
                .hasSize(3)
                .noneSatisfy(call -> assertThat(call).contains("images.tar.zst"));
        assertThat(folder.resolve("opt/current/docker/compose.yaml")).exists();
    }

    @Test
    void whatAnotherKeySignedIsNotRun() throws IOException {
        key("other");
        released("other");

        refused("is not signed with the key");
    }

    @Test
    void imagesThatWereChangedAfterwardsAreNotRun() throws IOException {
        released("mine");
        Files.writeString(folder.resolve("s3/images.tar.zst"), "x", StandardOpenOption.APPEND);

        refused("is not what was signed");
    }

    @Test
    void checksumsThatWereChangedAfterwardsAreNotRun() throws IOException {
        released("mine");
        var sums = folder.resolve("s3/SHA256SUMS");
        Files.writeString(sums, Files.readString(sums).replaceFirst("^.", "z"));

        refused("is not signed with the key");
    }

    @Test
    void aFileWithoutAChecksumIsNotRun() throws IOException {
        released("mine", "--no-images");

        refused("has no checksum for images.tar.zst");
    }

    @Test
    void whatIsNotThereIsSaid() throws IOException {
        Files.createDirectories(folder.resolve("s3"));

        refused("cannot fetch SHA256SUMS from s3://releases/conclave/1");
    }

    @Test
    void aReleaseIsMadeOnce() throws IOException {
        released("mine");

        var again = machine.run(folder.resolve("house/terraform/release.sh"), machine("mine.key"), machine("s3"));

        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.stderr()).contains("is there already");
    }

    private void refused(String reason) {
        var outcome = machine.run("conclave-release");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr()).contains(reason);
        assertThat(folder.resolve("loaded")).doesNotExist();
        assertThat(folder.resolve("opt/current")).doesNotExist();
    }

    /** Makes a release with that key, and puts it into S3. */
    private void released(String key, String... options) {
        var arguments = new String[2 + options.length];
        arguments[0] = machine(key + ".key");
        arguments[1] = machine("s3");
        System.arraycopy(options, 0, arguments, 2, options.length);
        machine.run(folder.resolve("house/terraform/release.sh"), arguments).text();
    }

    private void key(String name) {
        var openssl = new Program(
                Skipped.unless(Program.find("openssl"), "openssl is not installed"), folder, Duration.ofMinutes(1));
        openssl.run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", machine(name + ".key"))
                .text();
        openssl.run("pkey", "-in", machine(name + ".key"), "-pubout", "-out", machine(name + ".pub"))
                .text();
    }

    private String machine(String file) {
        return folder.resolve(file).toString();
    }
}
