package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.Backtest.Costs;
import io.conclave.nativerisk.Backtest.Leg;
import io.conclave.nativerisk.Backtest.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the operating system says of a living worker, and what is made of one that is less confined than it should be. */
class WorkerSandboxTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Path folder;

    WorkerSandboxTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theKernelConfirmsWhatTheWorkerSaysOfItself() throws Exception {
        try (var launcher = WorkerLauncher.open(bundled(Sandbox.Mode.PREFERRED));
                var worker = get(launcher.launch())) {
            assertThat(worker.sandbox())
                    .contains(
                            SandboxLayer.PARENT_DEATH,
                            SandboxLayer.NO_NEW_PRIVILEGES,
                            SandboxLayer.NOT_DUMPABLE,
                            SandboxLayer.LIMITS,
                            SandboxLayer.ADDRESS_SPACE,
                            SandboxLayer.DESCRIPTORS);
            assertThat(status(worker, "NoNewPrivs")).isEqualTo("1");
            assertThat(status(worker, "Seccomp"))
                    .isEqualTo(worker.sandbox().contains(SandboxLayer.SYSTEM_CALLS) ? "2" : "0");
            assertThat(limit(worker, "Max address space")).isEqualTo(Long.toString(4L << 30));
            assertThat(limit(worker, "Max open files")).isEqualTo("16");
            assertThat(limit(worker, "Max file size")).isEqualTo("0");
            assertThat(limit(worker, "Max core file size")).isEqualTo("0");
        }
    }

    @Test
    void aWorkerHoldsItsThreePipesItsSlicesAndNoneOfOurSecrets() throws Exception {
        try (var launcher = WorkerLauncher.open(bundled(Sandbox.Mode.PREFERRED));
                var worker = get(launcher.launch())) {
            assertThat(get(worker.run(small()))).isInstanceOf(BacktestAnswer.Done.class);

            if (!Files.isReadable(proc(worker, "environ"))) {
                // Closed to us, too, unless we are root: it is not dumpable.
                assertThat(worker.sandbox()).contains(SandboxLayer.NOT_DUMPABLE);
                return;
            }
            assertThat(descriptors(worker)).containsOnlyKeys("0", "1", "2");
            assertThat(descriptors(worker).get("0")).startsWith("pipe:");
            assertThat(descriptors(worker).get("1")).startsWith("pipe:");
            assertThat(System.getenv()).isNotEmpty();
            assertThat(Files.readAllBytes(proc(worker, "environ"))).isEmpty();
            assertThat(Files.readString(proc(worker, "maps")))
                    .contains("/dev/shm/conclave-" + ProcessHandle.current().pid() + "-");
        }
    }

    @Test
    void switchedOffNothingIsSetUpButTheDeathWithTheEngine() throws Exception {
        try (var launcher = WorkerLauncher.open(bundled(Sandbox.Mode.OFF));
                var worker = get(launcher.launch())) {
            assertThat(worker.sandbox()).containsExactly(SandboxLayer.PARENT_DEATH);
            assertThat(status(worker, "NoNewPrivs")).isEqualTo("0");
        }
    }

    @Test
    void aRequestThatComputesBeyondItsProcessorTimeEndsTheWorker() throws Exception {
        var second = new Sandbox(Sandbox.Mode.PREFERRED, 4L << 30, Duration.ofSeconds(1));
        try (var launcher = WorkerLauncher.open(bundled(Sandbox.Mode.PREFERRED).in(second));
                var worker = get(launcher.launch())) {
            var bars = PriceSeriesTest.sine(1_000_000);
            var run = new Run(List.of(new Leg(0, 5, 20)), bars.size(), false);
            var answer = get(worker.run(new Backtest(
                    bars, free(), Stream.generate(() -> run).limit(2_000).toList())));

            assertThat(((BacktestAnswer.Failed) answer).why()).isEqualTo(WorkerFailure.DIED);
            assertThat(get(worker.gone())).isEqualTo(128 + 24);
        }
    }

    @Test
    void whereTheSandboxIsRequiredAWorkerWithoutALayerIsNotLetIn() throws Exception {
        var lacking = EnumSet.allOf(SandboxLayer.class);
        lacking.removeAll(Set.of(SandboxLayer.FILES, SandboxLayer.SYSTEM_CALLS));
        try (var launcher = WorkerLauncher.open(claiming(lacking, Sandbox.Mode.REQUIRED))) {
            assertThatThrownBy(() -> get(launcher.launch()))
                    .cause()
                    .isInstanceOfSatisfying(
                            WorkerStartException.class,
                            refused -> assertThat(refused.why()).isEqualTo(WorkerFailure.UNCONFINED))
                    .hasMessage("The backtest worker's sandbox is required, and not in force is: files (Landlock),"
                            + " system calls (seccomp); ./conclave doctor says what to do, or set"
                            + " conclave.native-risk.sandbox to preferred");
        }
    }

    @Test
    void aKernelWhoseLandlockKnowsNoNetworkIsGoodEnough() throws Exception {
        var older = EnumSet.complementOf(EnumSet.of(SandboxLayer.NETWORK));
        try (var launcher = WorkerLauncher.open(claiming(older, Sandbox.Mode.REQUIRED));
                var worker = get(launcher.launch())) {
            assertThat(worker.sandbox()).isEqualTo(older);
        }
    }

    @Test
    void whereItIsPreferredTheMissingLayersAreToldOnceForAllWorkers() throws Exception {
        var lacking = EnumSet.complementOf(EnumSet.of(SandboxLayer.LIMITS, SandboxLayer.FILES));
        var said = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger(Sandbox.class);
        said.start();
        log.addAppender(said);
        try (var launcher = WorkerLauncher.open(claiming(lacking, Sandbox.Mode.PREFERRED))) {
            for (int i = 0; i < 3; i++) {
                get(launcher.launch()).kill();
            }
        } finally {
            log.detachAppender(said);
        }

        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "The backtest workers run without: limits, files (Landlock); ./conclave doctor says what to do");
    }

    // ---- in the trade's words

    private static WorkerSettings bundled(Sandbox.Mode mode) {
        return new WorkerSettings(Optional.empty(), LONG, LONG, Sandbox.usual().with(mode));
    }

    /** A worker that says those layers are in force, and then nothing. */
    private WorkerSettings claiming(Set<SandboxLayer> layers, Sandbox.Mode mode) throws IOException {
        int bits = layers.stream().mapToInt(layer -> 1 << layer.ordinal()).sum();
        var frame = Files.write(folder.resolve("welcome"), FramesTest.welcome(FramesTest.OURS, bits));
        var script = Files.writeString(folder.resolve("child.sh"), "#!/bin/sh\ncat " + frame + "\nexec sleep 60\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return bundled(mode).running(script);
    }

    private static Backtest small() {
        var bars = PriceSeriesTest.sine(100);
        return new Backtest(bars, free(), List.of(new Run(List.of(new Leg(0, 5, 20)), 100, true)));
    }

    private static Costs free() {
        return new Costs(Bps.ZERO, Bps.ZERO);
    }

    private static Path proc(Worker worker, String file) {
        return Path.of("/proc", Long.toString(worker.pid()), file);
    }

    private static String status(Worker worker, String name) throws IOException {
        try (Stream<String> lines = Files.lines(proc(worker, "status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The hard limit of that name. */
    private static String limit(Worker worker, String name) throws IOException {
        try (Stream<String> lines = Files.lines(proc(worker, "limits"))) {
            return lines.filter(line -> line.startsWith(name + " "))
                    .map(line -> line.substring(name.length()).strip().split(" +", -1)[1])
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Map<String, String> descriptors(Worker worker) throws IOException {
        var found = new TreeMap<String, String>();
        try (var files = Files.newDirectoryStream(proc(worker, "fd"))) {
            for (var file : files) {
                found.put(
                        file.getFileName().toString(),
                        Files.readSymbolicLink(file).toString());
            }
        }
        return found;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
