package io.conclave.nativerisk.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Bar;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.nativerisk.Backtest;
import io.conclave.nativerisk.Backtest.Costs;
import io.conclave.nativerisk.Backtest.Leg;
import io.conclave.nativerisk.BacktestAnswer;
import io.conclave.nativerisk.PortfolioRequest;
import io.conclave.nativerisk.PortfolioRisk;
import io.conclave.nativerisk.PriceSeries;
import io.conclave.nativerisk.ReturnTable;
import io.conclave.nativerisk.WorkerLauncher;
import io.conclave.nativerisk.WorkerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the child process answers, the library answers, to the last bit. */
class BothDoorsTest {
    private static final Costs COSTS = new Costs(new Bps(4), new Bps(1));
    private static final WorkerSettings PATIENT =
            new WorkerSettings(Optional.empty(), Duration.ofSeconds(20), Duration.ofSeconds(20));

    @Test
    void aBacktestIsTheSameThroughBoth() throws Exception {
        var bars = wander(3_000);
        var legs = List.of(new Leg(50, 5, 20), new Leg(1_500, 3, 50));
        var library = RiskLibrary.open(Optional.empty());

        BacktestAnswer.Done throughChild;
        try (var launcher = WorkerLauncher.open(PATIENT)) {
            var worker = get(launcher.launch());
            assertThat(worker.buildId()).isEqualTo(library.identity().buildId());
            var asked = new Backtest(PriceSeries.of(bars), COSTS, List.of(new Backtest.Run(legs, bars.size(), true)));
            throughChild = (BacktestAnswer.Done) get(worker.run(asked));
            worker.close();
            get(worker.gone());
        }
        byte[] positions = new byte[bars.size() - 50];
        var throughLibrary = library.backtest(
                        bars.stream().mapToLong(bar -> bar.open().e8()).toArray(),
                        bars.stream().mapToLong(bar -> bar.close().e8()).toArray(),
                        new CrossoverRun(legs, bars.size(), COSTS),
                        positions)
                .orThrow(why -> new AssertionError(why.toString()));

        var result = throughChild.results().getFirst();
        // Records compare doubles by their bits.
        assertThat(throughLibrary)
                .isEqualTo(new CrossoverFigures(
                        result.netReturn(),
                        result.deepestFall(),
                        result.sharpe(),
                        result.fills(),
                        result.finalPosition()));
        assertThat(throughLibrary.fills()).isGreaterThan(20);
        for (int bar = 50; bar < bars.size(); bar++) {
            assertThat((int) positions[bar - 50]).isEqualTo(result.positions().after(bar));
        }
        assertThat(throughChild.kernelVersion()).isEqualTo(library.identity().crossoverVersion());
    }

    @Test
    void aPortfolioIsTheSameThroughBoth() throws Exception {
        var random = new Random(11);
        int names = 12;
        var scenarios =
                ReturnTable.of(names, random.doubles(250L * names, -0.03, 0.03).toArray());
        var positions = random.doubles(names, -1e6, 1e6).boxed().toList();
        var paths = new PortfolioRequest.MonteCarlo(20_000, 5, PortfolioRequest.Covariance.SHRUNK, 2);
        var limits = new PortfolioRequest.Limits(1e6, 1e9, 1e9, 1, 1e9);
        var book = new PortfolioRequest(positions, scenarios, 9_750, 0.94, 5, paths, limits);

        PortfolioRisk throughChild;
        try (var launcher = WorkerLauncher.open(PATIENT)) {
            var worker = get(launcher.launch());
            throughChild = worker.measurePortfolio(book).orThrow(failed -> new AssertionError(failed.detail()));
            worker.close();
            get(worker.gone());
        }

        // Records compare doubles by their bits.
        var library = RiskLibrary.open(Optional.empty());
        assertThat(library.portfolioRisk(book, List.of(positions)))
                .isEqualTo(new LibraryAnswer.Done<>(List.of(throughChild, throughChild)));
        assertThat(throughChild.monteCarlo()).isPresent();
        assertThat(throughChild.contributions()).hasSize(names);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static List<Bar> wander(int count) {
        var random = new Random(7);
        var bars = new ArrayList<Bar>();
        long open = 10_000_000_000L;
        for (int i = 0; i < count; i++) {
            long close = open + random.nextLong(-100_000_000, 100_000_001);
            bars.add(new Bar(
                    new Symbol("X"),
                    i,
                    i + 1L,
                    new Price(open),
                    new Price(Math.max(open, close)),
                    new Price(Math.min(open, close)),
                    new Price(close),
                    Quantity.ZERO));
            open = close + random.nextLong(-10_000_000, 10_000_001);
        }
        return bars;
    }
}
