package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.Backtest.Costs;
import io.conclave.nativerisk.Backtest.Leg;
import io.conclave.nativerisk.Backtest.Run;
import io.conclave.nativerisk.CrossoverSweep.Average;
import io.conclave.nativerisk.CrossoverSweep.Method;
import io.conclave.nativerisk.CrossoverSweep.WindowRange;
import io.conclave.nativerisk.frames.BarsLoadedEncoder;
import io.conclave.nativerisk.frames.LoadBarsEncoder;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.SweepDoneEncoder;
import io.conclave.nativerisk.frames.SweepMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every child here is a real process. */
class WorkerSweepTest {
    private static final Costs TEN_BPS = new Costs(new Bps(10), new Bps(2));

    private final Path folder;
    private final List<Worker> launched = new ArrayList<>();

    WorkerSweepTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (var worker : launched) {
            worker.close();
            get(worker.gone());
            assertThat(ProcessHandle.of(worker.pid())).isEmpty();
        }
        assertThat(slices()).isEmpty();
    }

    @Test
    void everyRowHasTheBitsOfTheBacktestOfItsWindows() throws Exception {
        var worker = launch(settings());
        var bars = load(worker, wave(3_000));
        var sweep = sweep(bars, List.of(new WindowRange(1, 41, 10)), List.of(new WindowRange(20, 60, 20)), 100, 4);
        var swept = done(worker.sweep(sweep, Progress.IGNORED));

        assertThat(swept.rows().size()).isEqualTo(15);
        for (int i = 0; i < 15; i++) {
            if (sweep.fastBars(i) >= sweep.slowBars(i)) {
                assertThat(swept.rows().row(i)).isEmpty();
                continue;
            }
            var leg = new Leg(100, sweep.fastBars(i), sweep.slowBars(i));
            var run = new Run(List.of(leg), 3_000, false);
            var done = (BacktestAnswer.Done) get(worker.run(new Backtest(bars, TEN_BPS, List.of(run))));
            var plain = done.results().getFirst();
            var row = swept.rows().row(i).orElseThrow();
            assertThat(List.of(row.netReturn(), row.deepestFall(), row.fills(), row.lastPosition()))
                    .isEqualTo(List.of(plain.netReturn(), plain.deepestFall(), plain.fills(), plain.finalPosition()));
            assertThat(row.fills()).isPositive();
        }
        assertThat(swept.best()).isEqualTo(swept.rows().best());
        assertThat(swept.method()).isNotEqualTo(Method.AUTO);
    }

    @Test
    void theMethodToldIsTheOneThatDecided() throws Exception {
        var worker = launch(settings());
        var usual = load(worker, wave(300));
        // Whoever cannot add up a window of such prices leaves them to the plain loops.
        var closes = LongStream.range(0, 300)
                .map(i -> i % 7 < 3 ? 1 : Long.MAX_VALUE - i)
                .toArray();
        var far = load(worker, PriceSeries.ofE8(closes, closes));
        for (var method : List.of(Method.SCALAR, Method.RUN_LENGTH)) {
            assertThat(done(worker.sweep(by(method, usual), Progress.IGNORED)).method())
                    .isEqualTo(method);
        }
        for (var method : List.of(Method.AUTO, Method.SCALAR, Method.RUN_LENGTH)) {
            assertThat(done(worker.sweep(by(method, far), Progress.IGNORED)).method())
                    .isEqualTo(Method.SCALAR);
        }
    }

    @Test
    void residentBarsEarnWhatTheSameBarsEarnInASlice() throws Exception {
        var worker = launch(settings());
        var series = wave(500);
        var runs = List.of(new Run(List.of(new Leg(0, 3, 11)), 500, true));
        var handedOver = get(worker.run(new Backtest(series, TEN_BPS, runs)));
        try (var bars = load(worker, series)) {
            assertThat(get(worker.run(new Backtest(bars, TEN_BPS, runs)))).isEqualTo(handedOver);
        }
        assertThat(handedOver).isInstanceOf(BacktestAnswer.Done.class);
    }

    @Test
    void oneThreadAndTwoGiveTheSameRowsInEitherWorker() throws Exception {
        var rows = new ArrayList<List<Object>>();
        for (int threads = 1; threads <= 2; threads++) {
            var worker = launch(settings());
            var bars = load(worker, wave(20_000));
            for (var method : List.of(Method.SCALAR, Method.AUTO)) {
                var sweep = new CrossoverSweep(
                        bars,
                        Average.EXPONENTIAL,
                        List.of(new WindowRange(2, 40, 2)),
                        List.of(new WindowRange(30, 300, 30)),
                        0,
                        20_000,
                        TEN_BPS,
                        method,
                        threads,
                        8);
                rows.add(all(done(worker.sweep(sweep, Progress.IGNORED)).rows()));
            }
        }

        assertThat(rows.getFirst()).hasSize(200 * 9);
        assertThat(rows).allSatisfy(each -> assertThat(each).isEqualTo(rows.getFirst()));
    }

    @Test
    void progressRisesUntilItIsCancelledAndTheNextRequestIsServed() throws Exception {
        var worker = launch(settings());
        var bars = load(worker, wave(500_000));
        var told = new ArrayList<Long>();
        var answer = worker.sweep(endless(bars), (done, total) -> {
            told.add(done);
            assertThat(done).isLessThanOrEqualTo(total);
            if (told.size() == 3) {
                worker.cancel();
            }
        });

        assertThat(why(answer)).isEqualTo(WorkerFailure.CANCELLED);
        assertThat(told).hasSizeGreaterThanOrEqualTo(3).isSorted().doesNotHaveDuplicates();
        assertThat(done(worker.sweep(small(bars), Progress.IGNORED)).rows().size())
                .isEqualTo(1);
    }

    @Test
    void whileASweepRunsPingsAreAnsweredOthersAreBusyAndAnInterruptEndsIt() throws Exception {
        var worker = launch(settings());
        var bars = load(worker, wave(500_000));
        var running = new CountDownLatch(1);
        var stillInterrupted = new AtomicBoolean();
        var answer = new CompletableFuture<Answer<SweepResult>>();
        var asker = Thread.ofPlatform().start(() -> {
            answer.complete(worker.sweep(endless(bars), (done, total) -> running.countDown()));
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(worker.ping()).isInstanceOf(Answer.Done.class);
        assertThat(why(worker.sweep(small(bars), Progress.IGNORED))).isEqualTo(WorkerFailure.BUSY);
        bars.close();
        long before = System.nanoTime();
        asker.interrupt();
        assertThat(why(get(answer))).isEqualTo(WorkerFailure.CANCELLED);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        asker.join();
        assertThat(stillInterrupted).isTrue();
        // Closed while it was swept: given back once the sweep had left it.
        assertThat(why(worker.sweep(small(bars), Progress.IGNORED))).isEqualTo(WorkerFailure.REFUSED);
    }

    @Test
    void aChildKilledWhileItSweepsCostsOneAnswer() throws Exception {
        var worker = launch(settings());
        var bars = load(worker, wave(500_000));
        var killed = new AtomicBoolean();
        var answer = worker.sweep(endless(bars), (done, total) -> {
            if (killed.compareAndSet(false, true)) {
                ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        });

        assertThat(why(answer)).isEqualTo(WorkerFailure.DIED);
        get(worker.gone());
        assertThat(slices()).isEmpty();
        assertThat(why(worker.load(wave(10)))).isEqualTo(WorkerFailure.DIED);
        bars.close();
    }

    @Test
    void aChildThatStandsStillMissesItsDeadline() throws Exception {
        var worker = launch(new WorkerSettings(Optional.empty(), Duration.ofMillis(500), Duration.ofSeconds(20)));
        var bars = load(worker, wave(500_000));
        var stopped = new AtomicBoolean();
        var answer = worker.sweep(endless(bars), (done, total) -> {
            if (stopped.compareAndSet(false, true)) {
                signal("STOP", worker.pid());
            }
        });

        assertThat(why(answer)).isEqualTo(WorkerFailure.DEADLINE);
        get(worker.gone());
    }

    @Test
    void aMillionBarsAndTheirSweepFitInto64MiB() throws Exception {
        var worker = launch(settings());
        var bars = load(worker, wave(1_000_000));
        for (var method : List.of(Method.AUTO, Method.RUN_LENGTH)) {
            var sweep = new CrossoverSweep(
                    bars,
                    Average.SIMPLE,
                    List.of(new WindowRange(5, 50, 5)),
                    List.of(new WindowRange(60, 460, 100)),
                    0,
                    1_000_000,
                    TEN_BPS,
                    method,
                    2,
                    16);
            var swept = done(worker.sweep(sweep, Progress.IGNORED));
            assertThat(swept.rows().size()).isEqualTo(50);
            assertThat(swept.cpuTime()).isPositive();
        }

        // The most it ever held, in KiB.
        assertThat(status(worker, "VmHWM")).isBetween(16L << 10, 64L << 10);
    }

    @Test
    void aSweepOfResidentBarsMovesNoBars() throws Exception {
        var worker = launch(settings());
        var bars = load(worker, wave(100_000));
        assertThat(slices()).isEmpty();
        long before = bytesRead(worker);
        done(worker.sweep(small(bars), Progress.IGNORED));

        assertThat(bytesRead(worker) - before).isBetween(100L, 300L);
        assertThat(slices())
                .singleElement()
                .satisfies(results -> assertThat(Files.size(results)).isLessThan(100_000L * Long.BYTES));
    }

    @Test
    void barsAreCheckedKeptAndGivenBack() throws Exception {
        var worker = launch(settings());
        assertThat(why(worker.load(PriceSeries.ofE8(new long[] {1, 0}, new long[] {1, 1}))))
                .isEqualTo(WorkerFailure.REFUSED);
        var kept = new ArrayList<DataSet>();
        for (int i = 0; i < 64; i++) {
            kept.add(load(worker, wave(100)));
        }
        assertThat(why(worker.load(wave(100)))).isEqualTo(WorkerFailure.REFUSED);
        kept.removeFirst().close();
        kept.add(load(worker, wave(50)));
        assertThat(done(worker.sweep(small(kept.getLast()), Progress.IGNORED))
                        .rows()
                        .size())
                .isEqualTo(1);
        kept.getFirst().close();
        assertThat(worker.sweep(small(kept.getFirst()), Progress.IGNORED))
                .isEqualTo(new Answer.Failed<>(WorkerFailure.REFUSED, "no such bars are resident: they were dropped"));
        assertThat(slices()).hasSize(1);
    }

    @Test
    void whatIsTooMuchIsRefusedBeforeItIsSentAndTheWorkerServesOn() throws Exception {
        var worker = launch(settings());
        var bars = load(worker, wave(5_000));
        var each =
                Stream.iterate(1, i -> i + 1).limit(6_000).map(WindowRange::of).toList();
        var longFrame = sweep(bars, each, List.of(WindowRange.of(11)), 0, 0);
        var bigResults =
                sweep(bars, List.of(new WindowRange(1, 4_000, 1)), List.of(new WindowRange(1, 4_000, 1)), 0, 40);

        assertThat(why(worker.sweep(longFrame, Progress.IGNORED))).isEqualTo(WorkerFailure.REFUSED);
        assertThat(why(worker.sweep(bigResults, Progress.IGNORED))).isEqualTo(WorkerFailure.REFUSED);
        assertThat(done(worker.sweep(small(bars), Progress.IGNORED)).rows().size())
                .isEqualTo(1);
    }

    @Test
    void barsOfAnotherWorkerAreRefused() throws Exception {
        var there = load(launch(settings()), wave(100));
        var here = launch(settings());

        assertThat(why(here.sweep(small(there), Progress.IGNORED))).isEqualTo(WorkerFailure.REFUSED);
        var backtest = new Backtest(there, TEN_BPS, List.of(new Run(List.of(new Leg(0, 1, 2)), 100, false)));
        assertThat(((BacktestAnswer.Failed) get(here.run(backtest))).why()).isEqualTo(WorkerFailure.REFUSED);
    }

    @Test
    void aChildThatClaimsRowsItDidNotWriteIsNotBelieved() throws Exception {
        int hello = 4 + MessageHeaderEncoder.ENCODED_LENGTH + 2;
        int load = 4 + MessageHeaderEncoder.ENCODED_LENGTH + LoadBarsEncoder.BLOCK_LENGTH;
        var script = says(FramesTest.welcome(FramesTest.OURS)) + "head -c " + (hello + load) + " > /dev/null\n"
                + says(loaded(1, 1)) + "head -c 50 > /dev/null\n" + says(swept(2)) + "exec sleep 60";
        var worker =
                launch(new WorkerSettings(Optional.of(script(script)), Duration.ofSeconds(20), Duration.ofSeconds(20)));
        var bars = load(worker, wave(100));

        assertThat(why(worker.sweep(small(bars), Progress.IGNORED))).isEqualTo(WorkerFailure.GARBAGE);
        get(worker.gone());
    }

    // ---- in the trade's words

    private static WorkerSettings settings() {
        return new WorkerSettings(Optional.empty(), Duration.ofSeconds(20), Duration.ofSeconds(20));
    }

    private Worker launch(WorkerSettings settings) throws Exception {
        try (var launcher = WorkerLauncher.open(settings)) {
            var worker = get(launcher.launch());
            launched.add(worker);
            return worker;
        }
    }

    private static DataSet load(Worker worker, PriceSeries series) {
        return worker.load(series).orThrow(failed -> new AssertionError(failed.detail()));
    }

    private static SweepResult done(Answer<SweepResult> answer) {
        return answer.orThrow(failed -> new AssertionError(failed.detail()));
    }

    private static WorkerFailure why(Answer<?> answer) {
        return ((Answer.Failed<?>) answer).why();
    }

    /** Prices that rise and fall, never the same way twice. */
    private static PriceSeries wave(int bars) {
        long[] opens = new long[bars];
        long[] closes = new long[bars];
        for (int i = 0; i < bars; i++) {
            opens[i] = 10_000_000_000L + Math.round(2e9 * StrictMath.sin(i / 37.0) + 1e8 * (i * 7919L % 101));
            closes[i] = 10_000_000_000L + Math.round(2e9 * StrictMath.sin((i + 1) / 37.0) + 1e8 * (i * 6007L % 103));
        }
        return PriceSeries.ofE8(opens, closes);
    }

    private static CrossoverSweep sweep(
            DataSet bars, List<WindowRange> fast, List<WindowRange> slow, int firstBar, int parts) {
        return new CrossoverSweep(
                bars, Average.SIMPLE, fast, slow, firstBar, bars.size(), TEN_BPS, Method.AUTO, 1, parts);
    }

    private static CrossoverSweep by(Method method, DataSet bars) {
        return new CrossoverSweep(
                bars,
                Average.SIMPLE,
                List.of(WindowRange.of(2)),
                List.of(WindowRange.of(5)),
                0,
                300,
                TEN_BPS,
                method,
                1,
                0);
    }

    private static CrossoverSweep small(DataSet bars) {
        return sweep(bars, List.of(WindowRange.of(3)), List.of(WindowRange.of(11)), 0, 0);
    }

    /** Longer than any test waits: 125,000 trials by plain loops. */
    private static CrossoverSweep endless(DataSet bars) {
        var windows = List.of(new WindowRange(1, 500, 1));
        return new CrossoverSweep(bars, Average.SIMPLE, windows, windows, 0, bars.size(), TEN_BPS, Method.SCALAR, 1, 0);
    }

    private static List<Object> all(SweepRows rows) {
        var all = new ArrayList<Object>();
        for (int i = 0; i < rows.size(); i++) {
            all.add(rows.row(i));
            for (int part = 0; part < rows.partsARow(); part++) {
                all.add(rows.part(i, part));
            }
        }
        return all;
    }

    private static long status(Worker worker, String field) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + worker.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long bytesRead(Worker worker) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + worker.pid() + "/io"))) {
            return lines.filter(line -> line.startsWith("rchar:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static byte[] loaded(long requestId, int dataSet) {
        var buffer = new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + BarsLoadedEncoder.BLOCK_LENGTH]);
        new BarsLoadedEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .dataSet(dataSet);
        return FramesTest.prefixed(buffer);
    }

    private static byte[] swept(long requestId) {
        var buffer = new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + SweepDoneEncoder.BLOCK_LENGTH]);
        new SweepDoneEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .requestId(requestId)
                .rows(1)
                .bestRow(0)
                .kernelVersion(1)
                .methodUsed(SweepMethod.SCALAR);
        return FramesTest.prefixed(buffer);
    }

    private Path script(String text) throws IOException {
        var file = Files.createTempFile(folder, "child", ".sh");
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private String says(byte[] frame) throws IOException {
        return "cat " + Files.write(Files.createTempFile(folder, "frame", ".bin"), frame) + "\n";
    }

    private static void signal(String name, long pid) {
        try {
            var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static List<Path> slices() throws IOException {
        var ours = "conclave-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(ours))
                    .toList();
        }
    }
}
