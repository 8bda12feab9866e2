package io.conclave.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.app.doctor.Finding.Health;
import io.conclave.nativerisk.Sandbox;
import io.conclave.nativerisk.SandboxLayer;
import io.conclave.nativerisk.WorkerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private static final WorkerSettings BUNDLED =
            new WorkerSettings(Optional.empty(), Duration.ofSeconds(5), Duration.ofSeconds(10));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private Path trainer;

    @BeforeEach
    void setUp() throws IOException {
        trainer = Files.createDirectories(root.resolve("trainer"));
        Files.createFile(trainer.resolve("trainer.jar"));
    }

    @Test
    void aMachineThatHasItAllIsWell() {
        List<Finding> findings = examine(settings(loopback(0), trainer + "/*", BUNDLED));

        assertThat(Doctor.runs(findings)).isTrue();
        assertThat(about(findings, "native worker").found()).startsWith("answers, build ");
        assertThat(findings)
                .filteredOn(finding -> finding.health() == Health.WELL)
                .allSatisfy(finding -> assertThat(finding.advice()).isEmpty());
    }

    @Test
    void everyLayerOfTheWorkersSandboxIsLookedAt() {
        List<Finding> findings = examine(settings(loopback(0), trainer + "/*", BUNDLED));

        for (var layer : SandboxLayer.values()) {
            assertThat(about(findings, "sandbox, " + layer.title()).found()).startsWith("in force");
        }
    }

    @Test
    void aLayerThatIsMissingAilsAndWhereItIsRequiredIsIll() {
        var without = EnumSet.complementOf(EnumSet.of(SandboxLayer.FILES, SandboxLayer.NETWORK));

        assertThat(SandboxFindings.of(Sandbox.Mode.PREFERRED, without)
                        .filter(finding -> finding.advice().isPresent()))
                .containsExactly(
                        Finding.ailing("sandbox, files (Landlock)", "not in force", SandboxLayer.FILES.remedy()),
                        Finding.ailing("sandbox, network (Landlock)", "not in force", SandboxLayer.NETWORK.remedy()));
        assertThat(SandboxFindings.of(Sandbox.Mode.REQUIRED, without)
                        .filter(finding -> finding.advice().isPresent())
                        .map(Finding::health))
                .containsExactly(Health.ILL, Health.AILING);
    }

    @Test
    void aSandboxThatIsSwitchedOffIsSaidToBe() {
        var off = BUNDLED.in(Sandbox.usual().with(Sandbox.Mode.OFF));

        Finding sandbox = about(examine(settings(loopback(0), trainer + "/*", off)), "sandbox");

        assertThat(sandbox.health()).isEqualTo(Health.AILING);
        assertThat(sandbox.advice())
                .hasValueSatisfying(advice -> assertThat(advice).contains("preferred"));
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress http = loopback(taken.getLocalPort());

            Finding port = about(examine(settings(http, trainer + "/*", BUNDLED)), "port " + http.getPort());

            assertThat(port.health()).isEqualTo(Health.ILL);
            assertThat(port.advice())
                    .hasValueSatisfying(advice -> assertThat(advice).contains("--port"));
        }
    }

    @Test
    void whatOthersLookAtIsAmongTheFindings() {
        var theirs = Finding.ill("Venus", "in retrograde", "Wait");
        var doctor = new Doctor(
                settings(loopback(0), trainer + "/*", BUNDLED),
                () -> Instant.parse("2026-12-01T00:00:00Z"),
                List.of(() -> List.of(theirs)));

        assertThat(doctor.examine()).contains(theirs);
    }

    @Test
    void aWorkerThatIsNoneIsIll() {
        var nobody =
                new WorkerSettings(Optional.of(Path.of("/bin/false")), Duration.ofSeconds(5), Duration.ofSeconds(5));

        List<Finding> findings = examine(settings(loopback(0), trainer + "/*", nobody));

        assertThat(about(findings, "native worker").health()).isEqualTo(Health.ILL);
        assertThat(Doctor.runs(findings)).isFalse();
    }

    @Test
    void theRiskLibrarySaysWhatItComputesWith() {
        Finding library = about(examine(settings(loopback(0), trainer + "/*", BUNDLED)), "risk library");

        assertThat(library.health()).isEqualTo(Health.WELL);
        assertThat(library.found())
                .matches(
                        "answers, ABI 1, build [0-9a-f]{16}, kernels: crossover \\d+, Monte-Carlo \\d+, portfolio \\d+; "
                                + "computes with (scalar|AVX2|AVX-512) \\(AVX2 (not )?there, AVX-512 (not )?there\\)");
    }

    @Test
    void aRiskLibraryThatIsNotThereAilsAndTheEngineRuns() {
        Finding library = RiskLibraryFinding.of(Optional.of(root.resolve("nothing-here.so")));

        assertThat(library.health()).isEqualTo(Health.AILING);
        assertThat(library.found()).contains("nothing-here.so cannot be loaded");
        assertThat(Doctor.runs(List.of(library))).isTrue();
    }

    @Test
    void aTrainerWithoutJarsIsIll() throws IOException {
        Path empty = Files.createDirectory(root.resolve("empty"));

        List<Finding> findings = examine(settings(loopback(0), empty + "/*", BUNDLED));

        assertThat(about(findings, "trainer").health()).isEqualTo(Health.ILL);
    }

    @Test
    void aClockBehindTheBuildIsIll() throws IOException {
        Files.createDirectories(root.resolve("app/target"));
        Files.createFile(root.resolve("app/target/conclave-app.jar"));
        var settings = settings(loopback(0), trainer + "/*", BUNDLED);

        List<Finding> findings = new Doctor(settings, () -> Instant.parse("2020-01-01T00:00:00Z"), List.of()).examine();

        assertThat(about(findings, "clock").health()).isEqualTo(Health.ILL);
    }

    @Test
    void programsForTestsAreNoReasonNotToRun() {
        Finding programs = about(examine(settings(loopback(0), trainer + "/*", BUNDLED)), "test programs");

        assertThat(programs.health()).isEqualTo(Health.AILING);
        assertThat(programs.found()).contains("chromium");
    }

    private DoctorSettings settings(InetSocketAddress http, String trainer, WorkerSettings worker) {
        return new DoctorSettings(root, root.resolve("var"), http, trainer, worker, Optional.empty(), List.of(root));
    }

    private static List<Finding> examine(DoctorSettings settings) {
        return new Doctor(settings, () -> Instant.parse("2026-12-01T00:00:00Z"), List.of()).examine();
    }

    private static Finding about(List<Finding> findings, String about) {
        return findings.stream()
                .filter(finding -> finding.about().equals(about))
                .findFirst()
                .orElseThrow();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
