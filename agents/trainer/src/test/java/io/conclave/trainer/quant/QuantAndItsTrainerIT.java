package io.conclave.trainer.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.MarketTape;
import io.conclave.agents.Mind;
import io.conclave.agents.Opinion;
import io.conclave.agents.Question;
import io.conclave.agents.RecordedTape;
import io.conclave.agents.quant.QuantAgent;
import io.conclave.agents.quant.TrainingFailedException;
import io.conclave.agents.quant.TrainingReport;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.DecisionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Quant with the real trainer as a child process, the way a node runs it. */
@Timeout(120)
class QuantAndItsTrainerIT {
    private static final BarrierRule RULE = new BarrierRule(Fraction.of(0.5), 20, Fraction.of(0.004));
    private static final int BARS = 400;
    private static final RecordedTape SIGNAL = Markets.withAPlantedSignal(BARS, 11);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    private final List<TrainingReport> trained = new ArrayList<>();

    @Test
    void aPlantedSignalIsLearntAndHalfBelieved() {
        var score = score(SIGNAL, "");

        System.out.printf("planted signal: %s%n", score);
        assertThat(score.logLoss()).isLessThan(score.baseRateLogLoss() - 0.04);
    }

    @Test
    void aPlantedSignalPaysMoreWhenTheTreesAreTrustedWholly() {
        var score = score(SIGNAL, "trust = 1");

        System.out.printf("planted signal, full trust: %s%n", score);
        assertThat(score.logLoss()).isLessThan(score.baseRateLogLoss() - 0.08);
    }

    @Test
    void whereThereIsNoSignalTheForecastStaysNearTheBaseRate() {
        var score = score(Markets.withoutAnySignal(BARS, 12), "");

        System.out.printf("no signal: %s%n", score);
        assertThat(score.logLoss()).isLessThan(score.baseRateLogLoss() + 0.02);
    }

    @Test
    void votesNameTheModelAndWhatWasLookedAt() throws IOException {
        var opinion = ask(SIGNAL, 150, "shelf");
        var model = modelFiles("shelf").getFirst();
        String sha256 = trained.getFirst().modelSha256();

        assertThat(opinion.ballot()).isInstanceOf(Ballot.Cast.class);
        assertThat(opinion.modelId()).isEqualTo("xgb:" + sha256.substring(0, 12));
        assertThat(opinion.evidence()).containsExactly("bars:BTC-USD:150:" + close(SIGNAL, 150), "model:" + sha256);
        assertThat(Files.size(model)).isPositive();
        assertThat(trained.getFirst().rows()).isEqualTo(96);
        assertThat(trained.getFirst().peakRssKib()).isPositive().isLessThan(200 * 1024);
    }

    @Test
    void twoTrainersMakeTheSameModelByteForByte() throws IOException {
        ask(SIGNAL, 300, "one");
        ask(SIGNAL, 300, "other");

        assertThat(trained).hasSize(2);
        assertThat(modelFiles("one").getFirst())
                .hasSameBinaryContentAs(modelFiles("other").getFirst());
    }

    @Test
    void aQuantThatStartsAnywhereAnswersAsOneThatWasThereFromTheStart() {
        var fromTheStart = new ArrayList<Opinion>();
        try (var quant = quant(SIGNAL, "start")) {
            for (int bar = 90; bar <= 210; bar++) {
                fromTheStart.add(ask(quant, SIGNAL, bar));
            }
        }
        for (int bar : new int[] {100, 101, 150, 196, 197, 210}) {
            assertThat(ask(SIGNAL, bar, "start-" + bar)).as("bar %d", bar).isEqualTo(fromTheStart.get(bar - 90));
        }
    }

    @Test
    void cuttingTheTapeChangesNoAnswerBeforeTheCut() {
        for (int bar : new int[] {101, 180, 250}) {
            var cut = SIGNAL.truncatedAt(close(SIGNAL, bar));

            assertThat(ask(cut, bar, "cut-" + bar)).isEqualTo(ask(SIGNAL, bar, "whole-" + bar));
        }
    }

    @Test
    void aRestartFindsItsModelsOnTheShelf() {
        var before = ask(SIGNAL, 150, "shelf");
        var after = ask(SIGNAL, 150, "shelf");

        assertThat(after).isEqualTo(before);
        assertThat(trained).hasSize(1);
    }

    @Test
    void aTrainerKilledInTheMiddleFailsTheStageAndTheNextQuestionSucceeds() throws IOException {
        // So many rounds that it cannot be done before it is killed.
        try (var quant = quant(SIGNAL, settings("killed", "trees.rounds = 3000"))) {
            var failing = quant.opine(question(SIGNAL, 300)).toCompletableFuture();
            awaitTrainer().destroyForcibly();

            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(failing::join)
                    .withCauseInstanceOf(TrainingFailedException.class)
                    .withMessageContaining("ended with code 137");
            assertThat(temporary.resolve("killed")).isEmptyDirectory();
            assertThat(ask(quant, SIGNAL, 300).ballot()).isInstanceOf(Ballot.Cast.class);
            assertThat(modelFiles("killed")).hasSize(1);
        }
    }

    @Test
    void aSpoiltModelIsRemovedAndTrainedAgain() throws IOException {
        var good = ask(SIGNAL, 150, "shelf");
        Files.writeString(modelFiles("shelf").getFirst(), "spoilt");

        try (var quant = quant(SIGNAL, "shelf")) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> ask(quant, SIGNAL, 150))
                    .withCauseInstanceOf(TrainingFailedException.class);
            assertThat(ask(quant, SIGNAL, 150)).isEqualTo(good);
        }
    }

    @Test
    void aTrainerWhoseNodeIsGoneEndsAndLeavesNoModel() throws IOException, InterruptedException {
        var set = Files.write(temporary.resolve("set"), Sets.ofRows(1000, 1_000_000));
        var model = temporary.resolve("model.ubj");
        var orphan = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        "target/lib/*",
                        "io.conclave.trainer.quant.QuantTrainer",
                        set.toString(),
                        model.toString(),
                        "--while-stdin-open")
                .start();
        awaitTrainer();
        orphan.getOutputStream().close();

        assertThat(orphan.waitFor()).isEqualTo(1);
        assertThat(model).doesNotExist();
    }

    @Test
    void anAnswerTakesFarLessThanAMillisecondOnceTheModelIsThere() {
        try (var quant = quant(SIGNAL, settings("fast", "retrain-every = 100000"), Runnable::run)) {
            long[] nanos = new long[2000];
            for (int i = 0; i < nanos.length; i++) {
                var question = question(SIGNAL, 200 + i % 200);
                long started = System.nanoTime();
                quant.opine(question).toCompletableFuture().join();
                nanos[i] = System.nanoTime() - started;
            }
            long[] warm = Arrays.copyOfRange(nanos, 1000, 2000);
            Arrays.sort(warm);

            System.out.printf("answer: p50 %d us, p99 %d us%n", warm[500] / 1000, warm[990] / 1000);
            assertThat(warm[500]).isLessThan(1_000_000);
        }
    }

    @Test
    void answeringKeepsToTheThreadThatAsks() throws IOException {
        // Threads that native code starts inherit the name of the one that asked.
        try (var asking = Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("asks-the-quant").factory());
                var quant = quant(SIGNAL, settings("threads", ""), asking)) {
            ask(quant, SIGNAL, 150);
            long[] before = nanosOnCpu("asks-the-quant");
            for (int i = 0; i < 2000; i++) {
                ask(quant, SIGNAL, 150);
            }
            long[] after = nanosOnCpu("asks-the-quant");

            long helpers = Arrays.stream(after).skip(1).sum()
                    - Arrays.stream(before).skip(1).sum();
            assertThat(helpers).isLessThan((after[0] - before[0]) / 10);
        }
    }

    @Test
    void theUnpackedLibraryIsRemovedOnceItIsLoaded() throws IOException {
        ask(SIGNAL, 150, "unpacked");

        try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(maps.filter(line -> line.contains("libxgboost4j")))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith("(deleted)"));
        }
    }

    // ---- helpers

    /** Mean log loss, nats an answer, of the forecasts and of the base rates known at the time. */
    private record Score(double logLoss, double baseRateLogLoss, int answers, TrainingReport last) {}

    private Score score(MarketTape tape, String settings) {
        int[] counts = {1, 1, 1};
        double logLoss = 0;
        double baseRateLogLoss = 0;
        int answers = 0;
        try (var quant = quant(tape, settings("scored", settings))) {
            for (int bar = 5; bar < BARS; bar++) {
                var question = question(tape, bar);
                var outcome = question.barriers()
                        .label(question.close(), tape.path(Markets.SYMBOL, close(tape, bar), close(tape, bar + 1)));
                if (ask(quant, tape, bar).ballot() instanceof Ballot.Cast cast) {
                    logLoss -= Math.log(cast.forecast().probabilities()[outcome.ordinal()]);
                    baseRateLogLoss -= Math.log(counts[outcome.ordinal()]
                            / (double) Arrays.stream(counts).sum());
                    answers++;
                }
                counts[outcome.ordinal()]++;
            }
        }
        return new Score(logLoss / answers, baseRateLogLoss / answers, answers, trained.getLast());
    }

    private Opinion ask(MarketTape tape, int bar, String shelf) {
        try (var quant = quant(tape, shelf)) {
            return ask(quant, tape, bar);
        }
    }

    private static Opinion ask(Mind quant, MarketTape tape, int bar) {
        return quant.opine(question(tape, bar)).toCompletableFuture().join();
    }

    /** @param bar its number, from 1 */
    private static Question question(MarketTape tape, int bar) {
        var known = tape.bars(Markets.SYMBOL, close(tape, bar), RULE.lookback());
        return new Question(
                new DecisionId(Markets.SYMBOL, close(tape, bar)),
                1,
                known.getLast().close(),
                RULE.after(known),
                RULE,
                Fraction.ZERO);
    }

    private static long close(MarketTape tape, int bar) {
        return tape.closings().get(bar - 1);
    }

    private Mind quant(MarketTape tape, String shelf) {
        return quant(tape, settings(shelf, ""));
    }

    private Mind quant(MarketTape tape, Config settings) {
        return quant(tape, settings, ForkJoinPool.commonPool());
    }

    private Mind quant(MarketTape tape, Config settings, Executor executor) {
        return QuantAgent.create(new AgentId("quant"), Markets.SYMBOL, tape, settings, executor, trained::add);
    }

    private Config settings(String shelf, String more) {
        return ConfigFactory.parseString(more)
                .withFallback(ConfigFactory.parseString("trainer.class-path = \"target/lib/*\", model-directory = \""
                        + temporary.resolve(shelf) + "\""))
                .withFallback(ConfigFactory.parseResources("reference.conf").getConfig("conclave.quant"))
                .resolve();
    }

    private List<Path> modelFiles(String shelf) throws IOException {
        try (var files = Files.list(temporary.resolve(shelf))) {
            return files.filter(file -> file.toString().endsWith(".ubj")).toList();
        }
    }

    /** The trainer at work: it has unpacked its library. */
    private static ProcessHandle awaitTrainer() {
        while (true) {
            Optional<ProcessHandle> child = ProcessHandle.current()
                    .children()
                    .filter(process -> process.info().commandLine().orElse("").contains("QuantTrainer"))
                    .findFirst();
            if (child.isPresent() && hasLibrary(child.get())) {
                return child.get();
            }
            Thread.onSpinWait();
        }
    }

    /** Of the threads of this name, the eldest first. */
    private static long[] nanosOnCpu(String name) throws IOException {
        var nanos = new TreeMap<Integer, Long>();
        try (var threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
                    String onCpu = Files.readString(thread.resolve("schedstat")).split(" ", 2)[0];
                    nanos.put(Integer.valueOf(thread.getFileName().toString()), Long.valueOf(onCpu));
                }
            }
        }
        return nanos.values().stream().mapToLong(Long::longValue).toArray();
    }

    private static boolean hasLibrary(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "maps"))
                    .contains("xgboost4j");
        } catch (IOException e) {
            return false;
        }
    }
}
