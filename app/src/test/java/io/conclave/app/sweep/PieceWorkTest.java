package io.conclave.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.nativerisk.CrossoverSweep.Method;
import io.conclave.nativerisk.PriceSeries;
import io.conclave.nativerisk.Progress;
import io.conclave.nativerisk.TradingPlan.Sides;
import io.conclave.nativerisk.Worker;
import io.conclave.nativerisk.WorkerLauncher;
import io.conclave.nativerisk.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every worker here is a real process. */
class PieceWorkTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private WorkerLauncher launcher;

    @BeforeEach
    void open() throws IOException {
        launcher = WorkerLauncher.open(
                new WorkerSettings(Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(60)));
    }

    @AfterEach
    void close() {
        launcher.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sma-crossover | LONG_ONLY  | fast=2:101,slow=50:249",
                "ema-crossover | LONG_ONLY  | slow=50:249,fast=2:101",
                "sma-crossover | LONG_SHORT | fast=2:101,slow=50:149",
                "momentum      | LONG_ONLY  | enter=0.1:0.9:0.01,window=2:150",
                "momentum      | LONG_SHORT | window=2:31,enter=0:1:0.001",
                "bollinger-reversion | LONG_ONLY | enter=1:2.9:0.1,leave=-0.7:1:0.1,window=10:50"
            })
    void aSweepInPiecesByTwoWorkersHasTheBitsOfTheWhole(String strategy, Sides sides, String grid) {
        var job = job(StrategyName.of(strategy), sides, grid, 7);
        int pieces = job.order().pieces();
        assertThat(pieces).isGreaterThan(1);

        try (var one = launch();
                var other = launch();
                var first = new PieceWork(job, one, folder);
                var second = new PieceWork(job, other, folder)) {
            for (int piece = pieces - 1; piece >= 0; piece--) {
                (piece % 2 == 0 ? first : second).compute(piece, Progress.IGNORED);
            }

            var whole = job.run(one, Progress.IGNORED);
            assertThat(timeless(second.whole())).isEqualTo(timeless(whole));
            assertThat(whole.overfitting()).isNotNull();
            assertThat(whole.trials()).isGreaterThan(RowOrder.MOST_IN_A_PIECE / 2);
        }
    }

    @Test
    void piecesOverOtherBarsAreNotPutTogether() {
        var job = job(StrategyName.MOMENTUM, Sides.LONG_ONLY, "window=2:9000,enter=0", 1);
        var elsewhere = job(StrategyName.MOMENTUM, Sides.LONG_ONLY, "window=2:9000,enter=0", 2);
        try (var worker = launch();
                var here = new PieceWork(job, worker, folder);
                var there = new PieceWork(elsewhere, worker, folder)) {
            here.compute(0, Progress.IGNORED);
            there.compute(1, Progress.IGNORED);

            assertThatThrownBy(here::whole)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("were swept over other bars");
        }
    }

    @Test
    void aPieceThatIsDamagedIsNoPiece() throws IOException {
        var job = job(StrategyName.MOMENTUM, Sides.LONG_ONLY, "window=2:9000,enter=0", 1);
        try (var worker = launch();
                var work = new PieceWork(job, worker, folder)) {
            work.compute(0, Progress.IGNORED);
            work.compute(1, Progress.IGNORED);
            var file = PieceWork.file(folder, 1);
            var bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 8));

            assertThatThrownBy(work::whole).isInstanceOf(IllegalArgumentException.class);
        }
    }

    // ---- the trade's words

    private Worker launch() {
        return launcher.launch().toCompletableFuture().join();
    }

    private static SweepReport timeless(SweepReport report) {
        return new SweepReport(
                report.strategy(),
                report.data(),
                report.symbol(),
                report.from(),
                report.to(),
                report.barLength(),
                report.bars(),
                report.warmUpBars(),
                report.feeBps(),
                report.slippageBps(),
                report.grid(),
                report.combinations(),
                report.trials(),
                report.method(),
                report.threads(),
                0,
                0,
                report.best(),
                report.overfitting(),
                report.deflatedSharpe(),
                report.verdict());
    }

    private static SweepJob job(StrategyName strategy, Sides sides, String grid, long seed) {
        var prices = walk(900, new Random(seed));
        var bars = new Bars("walk", "WALK-USD", prices, Duration.ofMinutes(15), 60, 1, 2);
        return new SweepJob(bars, strategy, Grid.parse("--grid", grid), sides, new Costs(10, 2), Method.AUTO, 1, 50);
    }

    private static PriceSeries walk(int bars, Random random) {
        var closes = new long[bars];
        long close = 100_00000000L;
        for (int i = 0; i < bars; i++) {
            close = Math.max(1_0000000L, close + (long) (random.nextGaussian() * 50_000_000L));
            closes[i] = close / 1_000_000 * 1_000_000;
        }
        var opens = closes.clone();
        System.arraycopy(closes, 0, opens, 1, bars - 1);
        var highs = IntStream.range(0, bars)
                .mapToLong(i -> Math.max(opens[i], closes[i]))
                .toArray();
        var lows = IntStream.range(0, bars)
                .mapToLong(i -> Math.min(opens[i], closes[i]))
                .toArray();
        return PriceSeries.ofE8(opens, highs, lows, closes);
    }
}
