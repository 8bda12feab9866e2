package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.Backtest.Costs;
import io.conclave.nativerisk.Backtest.Leg;
import io.conclave.nativerisk.Backtest.Run;
import io.conclave.nativerisk.BacktestAnswer.Done;
import io.conclave.nativerisk.BacktestAnswer.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every child here is a real process. */
class WorkerProcessTest {
    private static final Costs FREE = new Costs(Bps.ZERO, Bps.ZERO);

    private final Path folder;
    private final List<Worker> launched = new ArrayList<>();

    WorkerProcessTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (var worker : launched) {
            get(worker.gone());
            assertThat(ProcessHandle.of(worker.pid())).isEmpty();
        }
        assertThat(slices()).isEmpty();
    }

    @Test
    void aBacktestComesBackWithItsPositions() throws Exception {
        try (var launcher = WorkerLauncher.open(patient());
                var worker = launch(launcher)) {
            // Decided at the close of bar 1, bought at the open of bar 2 at 4, marked at 8.
            var bars = PriceSeriesTest.series(new double[] {1, 1, 4}, new double[] {1, 2, 8});
            var done = (Done) get(worker.run(new Backtest(bars, FREE, List.of(run(0, 1, 2, 3)))));

            var result = done.results().getFirst();
            assertThat(result.netReturn()).isCloseTo(StrictMath.log(2), within(1e-15));
            assertThat(result.fills()).isEqualTo(1);
            assertThat(result.finalPosition()).isEqualTo(1);
            assertThat(result.positions()).isEqualTo(new PositionPath(0, new byte[] {0, 1, 1}));
            assertThat(worker.buildId()).matches("[0-9a-f]{16}");
        }
    }

    @Test
    void longSeriesGetALargerSliceAndTheSmallOneGoes() throws Exception {
        try (var launcher = WorkerLauncher.open(patient());
                var worker = launch(launcher)) {
            get(worker.run(small()));
            var many = PriceSeriesTest.sine(300_000);
            var done = (Done) get(worker.run(new Backtest(many, FREE, List.of(run(0, 5, 20, many.size())))));

            assertThat(done.results().getFirst().positions().endBar()).isEqualTo(300_000);
            assertThat(slices()).hasSize(1);
        }
    }

    @Test
    void aRequestThatMakesNoSenseIsRefusedAndTheNextOneIsServed() throws Exception {
        try (var launcher = WorkerLauncher.open(patient());
                var worker = launch(launcher)) {
            var tooDear = new Backtest(
                    PriceSeriesTest.sine(50), new Costs(new Bps(5_001), Bps.ZERO), List.of(run(0, 1, 2, 50)));
            assertThat(get(worker.run(tooDear)))
                    .isEqualTo(new Failed(WorkerFailure.REFUSED, "fee and slippage must lie in 0 to 5000 bp"));
            assertThat(get(worker.run(small()))).isInstanceOf(Done.class);
        }
    }

    @Test
    void aChildThatHangsMissesItsDeadlineAndIsKilled() throws Exception {
        var hasty = new WorkerSettings(Optional.empty(), Duration.ofMillis(200), Duration.ofSeconds(10));
        try (var launcher = WorkerLauncher.open(hasty);
                var worker = launch(launcher)) {
            signal("STOP", worker.pid());

            assertThat(why(get(worker.run(small())))).isEqualTo(WorkerFailure.DEADLINE);
            get(worker.gone());
            assertThat(ProcessHandle.of(worker.pid())).isEmpty();
            assertThat(why(get(worker.run(small())))).isEqualTo(WorkerFailure.DIED);
        }
    }

    @Test
    void aChildKilledAtWorkCostsOneAnswer() throws Exception {
        try (var launcher = WorkerLauncher.open(patient());
                var worker = launch(launcher)) {
            signal("STOP", worker.pid());
            var answer = worker.run(small());
            var second = worker.run(small());
            signal("KILL", worker.pid());

            assertThat(why(get(answer))).isEqualTo(WorkerFailure.DIED);
            assertThat(why(get(second))).isEqualTo(WorkerFailure.BUSY);
            get(worker.gone());
        }
    }

    @Test
    void startingAndKillingLeavesNoFileOpenAndNoSliceBehind() throws Exception {
        try (var launcher = WorkerLauncher.open(patient())) {
            startUseAndKill(launcher);
            long before = openFiles();
            for (int i = 0; i < 20; i++) {
                startUseAndKill(launcher);
            }

            assertThat(openFiles()).isLessThanOrEqualTo(before + 2);
        }
    }

    @Test
    void aChildThatTalksRubbishIsNotLetIn() throws Exception {
        assertThat(failureOfStarting("echo 'this is not a frame, not at all'; exec sleep 60"))
                .isEqualTo(WorkerFailure.GARBAGE);
    }

    @Test
    void aChildThatSaysNothingIsNotWaitedForLonger() throws Exception {
        assertThat(failureOfStarting("exec sleep 60")).isEqualTo(WorkerFailure.NOT_STARTED);
    }

    @Test
    void aChildThatLeavesAtOnceIsNoWorker() throws Exception {
        assertThat(failureOfStarting("exit 3")).isEqualTo(WorkerFailure.NOT_STARTED);
    }

    @Test
    void aMissingBinaryIsNamed() throws Exception {
        var missing = folder.resolve("nothing-here");
        try (var launcher = WorkerLauncher.open(settings(missing))) {
            assertThatThrownBy(() -> get(launcher.launch()))
                    .cause()
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessage("The backtest worker " + missing + " cannot be run");
        }
    }

    @Test
    void aChildOfAnotherVersionIsNotLetIn() throws Exception {
        assertThat(failureOfStarting(says(FramesTest.welcome(FramesTest.OURS + 1)) + "exec sleep 60"))
                .isEqualTo(WorkerFailure.WRONG_VERSION);
    }

    @Test
    void rubbishInPlaceOfAnAnswerCostsOneAnswerAndTheChild() throws Exception {
        var script = says(FramesTest.welcome(FramesTest.OURS))
                + "head -c 96 > /dev/null; echo 'rubbish rubbish rubbish'; exec sleep 60";
        try (var launcher = WorkerLauncher.open(settings(script(script)));
                var worker = launch(launcher)) {
            assertThat(why(get(worker.run(small())))).isEqualTo(WorkerFailure.GARBAGE);
            get(worker.gone());
        }
    }

    @Test
    void anAnswerToAnotherQuestionCostsOneAnswerAndTheChild() throws Exception {
        var script = says(FramesTest.welcome(FramesTest.OURS)) + says(FramesTest.emptyResult(77)) + "exec sleep 60";
        try (var launcher = WorkerLauncher.open(settings(script(script)));
                var worker = launch(launcher)) {
            assertThat(why(get(worker.run(small())))).isIn(WorkerFailure.GARBAGE, WorkerFailure.DIED);
            get(worker.gone());
        }
    }

    @Test
    void theChildDiesWithAnEngineThatIsKilled() throws Exception {
        var engine = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--sun-misc-unsafe-memory-access=allow",
                        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledEngine.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long child;
        try (var out = engine.inputReader()) {
            child = Long.parseLong(
                    out.lines().filter(line -> line.matches("\\d+")).findFirst().orElseThrow());
            engine.destroyForcibly().waitFor();
        }

        var orphan = ProcessHandle.of(child);
        if (orphan.isPresent()) {
            orphan.get().onExit().get(10, TimeUnit.SECONDS);
        }
        // What it left, the next engine to start clears away: this one, or another on the machine.
        WorkerLauncher.open(patient()).close();
        assertThat(slicesOf(engine.pid())).isEmpty();
    }

    /** Starts a worker, gives it a slice, and waits to be killed. */
    static final class KilledEngine {
        private KilledEngine() {}

        public static void main(String[] args) throws Exception {
            try (var launcher = WorkerLauncher.open(patient());
                    var worker = get(launcher.launch())) {
                get(worker.run(small()));
                System.out.println(worker.pid());
                get(worker.gone());
            }
        }
    }

    // ---- in the trade's words

    private static WorkerSettings patient() {
        return new WorkerSettings(Optional.empty(), Duration.ofSeconds(20), Duration.ofSeconds(20));
    }

    private static WorkerSettings settings(Path binary) {
        return new WorkerSettings(Optional.of(binary), Duration.ofSeconds(20), Duration.ofMillis(700));
    }

    private WorkerFailure failureOfStarting(String script) throws Exception {
        try (var launcher = WorkerLauncher.open(settings(script(script)))) {
            var started = launcher.launch();
            try {
                get(started);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof WorkerStartException start) {
                    return start.why();
                }
                throw e;
            }
            throw new AssertionError("The child was let in: " + script);
        }
    }

    private Path script(String text) throws IOException {
        var file = Files.createTempFile(folder, "child", ".sh");
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    /** A shell command that says a frame. */
    private String says(byte[] frame) throws IOException {
        var file = Files.write(Files.createTempFile(folder, "frame", ".bin"), frame);
        return "cat " + file + "\n";
    }

    private Worker launch(WorkerLauncher launcher) throws Exception {
        var worker = get(launcher.launch());
        launched.add(worker);
        return worker;
    }

    private void startUseAndKill(WorkerLauncher launcher) throws Exception {
        var worker = launch(launcher);
        assertThat(get(worker.run(small()))).isInstanceOf(Done.class);
        worker.kill();
        get(worker.gone());
    }

    private static Run run(int first, int fast, int slow, int end) {
        return new Run(List.of(new Leg(first, fast, slow)), end, true);
    }

    private static Backtest small() {
        return new Backtest(PriceSeriesTest.sine(100), FREE, List.of(run(0, 5, 20, 100)));
    }

    private static WorkerFailure why(BacktestAnswer answer) {
        return ((Failed) answer).why();
    }

    private static void signal(String name, long pid) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private static List<Path> slices() throws IOException {
        return slicesOf(ProcessHandle.current().pid());
    }

    private static List<Path> slicesOf(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("conclave-" + pid + "-"))
                    .toList();
        }
    }
}
