package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.Backtest.Costs;
import io.conclave.nativerisk.Backtest.Leg;
import io.conclave.nativerisk.Backtest.Run;
import io.conclave.nativerisk.IndicatorTrace.Bollinger;
import io.conclave.nativerisk.IndicatorTrace.Donchian;
import io.conclave.nativerisk.IndicatorTrace.Ema;
import io.conclave.nativerisk.IndicatorTrace.EwmaVolatility;
import io.conclave.nativerisk.IndicatorTrace.MacdLine;
import io.conclave.nativerisk.IndicatorTrace.RollingVolatility;
import io.conclave.nativerisk.IndicatorTrace.Sma;
import io.conclave.nativerisk.Strategy.BollingerReversion;
import io.conclave.nativerisk.Strategy.BuyAndHold;
import io.conclave.nativerisk.Strategy.DonchianBreakout;
import io.conclave.nativerisk.Strategy.EmaCrossover;
import io.conclave.nativerisk.Strategy.EmaSeed;
import io.conclave.nativerisk.Strategy.Macd;
import io.conclave.nativerisk.Strategy.Momentum;
import io.conclave.nativerisk.Strategy.RsiAverage;
import io.conclave.nativerisk.Strategy.RsiReversion;
import io.conclave.nativerisk.Strategy.Signal;
import io.conclave.nativerisk.Strategy.SmaCrossover;
import io.conclave.nativerisk.StrategySweep.Axis;
import io.conclave.nativerisk.StrategySweep.Parameter;
import io.conclave.nativerisk.TradingPlan.Exits;
import io.conclave.nativerisk.TradingPlan.VolatilityTarget;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every worker here is a real process. */
class WorkerStrategyTest {
    private static final BrokerTerms TERMS = BrokerTerms.fractional(50_000, new Bps(10), new Bps(2));

    private final TestWorker worker = TestWorker.launch();

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void aLongOnlyCrossoverEarnsWhatTheCrossoverKernelSays() throws Exception {
        var bars = worker.load(PriceSeriesTest.sine(500));
        var got = worker.simulate(Simulation.of(bars, TradingPlan.longOnly(new SmaCrossover(3, 11)), TERMS));
        var run = new Run(List.of(new Leg(0, 3, 11)), 500, false);
        var answer = worker.itself()
                .run(new Backtest(bars, new Costs(new Bps(10), new Bps(2)), List.of(run)))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        var kernel = ((BacktestAnswer.Done) answer).results().getFirst();

        assertThat(got.fills()).isEqualTo(kernel.fills()).isGreaterThan(10);
        assertThat(got.netReturn()).isCloseTo(kernel.netReturn(), within(1e-9));
        assertThat(got.deepestFall()).isCloseTo(kernel.deepestFall(), within(1e-9));
        assertThat(got.sharpe()).isCloseTo(kernel.sharpe(), within(1e-9));
        assertThat(got.finalEquity()).isCloseTo(50_000 * Math.exp(kernel.netReturn()), within(1e-5));
    }

    @Test
    void everyStrategyTradesBothWaysAndTellsItsSeries() {
        var bars = worker.load(PriceSeriesTest.sine(400));
        for (Strategy strategy : List.of(
                new SmaCrossover(3, 8),
                new EmaCrossover(3, 8, EmaSeed.FIRST_PRICE),
                new Macd(4, 9, 3, 0, 0, EmaSeed.AVERAGE),
                new RsiReversion(5, 30, 50, RsiAverage.SIMPLE),
                new BollingerReversion(20, 1, 0),
                new DonchianBreakout(10, 5),
                new Momentum(9, 0.001))) {
            var got = worker.simulate(new Simulation(bars, TradingPlan.longShort(strategy), TERMS, 30, 390, true));
            var units = new double[360];
            Arrays.setAll(units, got.series()::units);
            double sum = 0;
            for (int i = 0; i < 360; i++) {
                sum += got.series().logReturn(i);
            }

            assertThat(Arrays.stream(units).max().orElseThrow())
                    .as(strategy.toString())
                    .isPositive();
            assertThat(Arrays.stream(units).min().orElseThrow())
                    .as(strategy.toString())
                    .isNegative();
            assertThat(got.series().firstBar()).isEqualTo(30);
            assertThat(got.series().equity(359)).isEqualTo(got.finalEquity());
            assertThat(sum).isCloseTo(got.netReturn(), within(1e-12));
            assertThat(got.trades()).isGreaterThan(2);
        }
    }

    @Test
    void votesFromOutsideAreBacktestedByTheSameKernel() {
        var bars = worker.load(
                PriceSeriesTest.series(new double[] {100, 100, 110, 120, 90}, new double[] {100, 110, 120, 120, 90}));
        var votes = TargetSeries.ofPpm(1_000_000, 1_000_000, -500_000, 0, 0);
        var free = BrokerTerms.fractional(1_000, Bps.ZERO, Bps.ZERO);
        var got = worker.simulate(new Simulation(bars, TradingPlan.longShort(new Signal(votes)), free, 0, 5, true));

        // Bought 10 at 100; at 120 half of 1,200 short is 5; bought back at 90.
        assertThat(got.series().units(1)).isCloseTo(10, within(1e-12));
        assertThat(got.series().units(3)).isCloseTo(-5, within(1e-12));
        assertThat(got.finalEquity()).isCloseTo(1_350, within(1e-9));
        assertThat(got.trades()).isEqualTo(2);
        assertThat(got.tradesWon()).isEqualTo(2);
    }

    @Test
    void barriersAndTheOverlayArriveWithThePlan() {
        var bars = worker.load(PriceSeriesTest.sine(400));
        var plain = TradingPlan.longShort(new Momentum(9, 0));
        var free = worker.simulate(Simulation.of(bars, plain, TERMS));
        var stopped = worker.simulate(Simulation.of(bars, plain.with(new Exits(new Bps(40), new Bps(60), 8)), TERMS));
        var calm =
                worker.simulate(Simulation.of(bars, plain.with(new VolatilityTarget(0.005, 0.9, 1, 0.05, 10)), TERMS));

        assertThat(free.barrierExits()).isZero();
        assertThat(stopped.barrierExits()).isPositive();
        assertThat(stopped.fills()).isGreaterThan(stopped.barrierExits());
        assertThat(calm.deepestFall()).isBetween(1e-6, free.deepestFall() / 2);
    }

    @Test
    void aGridOfAnyStrategyIsTheRunsOfItsCombinations() {
        var bars = worker.load(PriceSeriesTest.sine(600));
        var axes = List.of(new Axis(Parameter.SLOW_BARS, 10, 10, 3), new Axis(Parameter.ENTER, 0.5, 0.5, 4));
        var base = TradingPlan.longShort(new BollingerReversion(10, 1, 0));
        var swept = worker.sweep(new StrategySweep(bars, base, axes, TERMS, 50, 600, 2, 4));

        assertThat(swept.rows().size()).isEqualTo(12);
        for (int row = 0; row < 12; row++) {
            int window = 10 + 10 * (row / 4);
            double enter = 0.5 + 0.5 * (row % 4);
            var plan = TradingPlan.longShort(new BollingerReversion(window, enter, 0));
            var run = worker.simulate(new Simulation(bars, plan, TERMS, 50, 600, true));
            assertThat(swept.rows().netReturn(row)).isEqualTo(run.netReturn());
            assertThat(swept.rows().sharpe(row)).isEqualTo(run.sharpe());
            assertThat(swept.rows().fills(row)).isEqualTo(run.fills());
            double firstPart = 0;
            for (int i = 2; i < 2 + 137; i++) {
                firstPart += run.series().logReturn(i);
            }
            assertThat(swept.rows().part(row, 0).sum()).isEqualTo(firstPart);
        }
        assertThat(new StrategySweep(bars, base, axes, TERMS, 50, 600, 2, 4).value(7, 0))
                .isEqualTo(20);
        assertThat(swept.rows().fills(0)).isPositive();
    }

    @Test
    void aGridOfVotesVariesTheirExits() {
        var bars = worker.load(PriceSeriesTest.sine(50));
        int[] always = new int[50];
        Arrays.fill(always, 1_000_000);
        var plan = TradingPlan.longOnly(new Signal(TargetSeries.ofPpm(always)));
        var axes = List.of(new Axis(Parameter.MAX_BARS, 0, 5, 2));
        var swept = worker.sweep(new StrategySweep(bars, plan, axes, TERMS, 0, 50, 1, 0));

        assertThat(swept.rows().fills(0)).isEqualTo(1);
        assertThat(swept.rows().fills(1)).isEqualTo(2);
    }

    @Test
    void indicatorsAreEmptyUntilTheirWindowIsFull() {
        double[] prices = {1, 2, 3, 4, 8};
        var bars = worker.load(PriceSeriesTest.series(prices, prices));
        var sma = worker.trace(new IndicatorTrace(bars, new Sma(3)));
        var ema = worker.trace(new IndicatorTrace(bars, new Ema(3, EmaSeed.AVERAGE)));
        var upper = worker.trace(new IndicatorTrace(bars, new Bollinger(3, 2)));
        var lower = worker.trace(new IndicatorTrace(bars, new Bollinger(3, -2)));
        var high = worker.trace(new IndicatorTrace(bars, new Donchian(2, true)));

        assertThat(sma.size()).isEqualTo(5);
        assertThat(sma.at(1)).isEmpty();
        assertThat(sma.at(2)).hasValue(2);
        assertThat(sma.at(4)).hasValue(5);
        assertThat(ema.at(4).orElseThrow()).isCloseTo(5.5, within(1e-12));
        assertThat((upper.at(2).orElseThrow() - lower.at(2).orElseThrow()) / 4)
                .isCloseTo(Math.sqrt(2.0 / 3), within(1e-12));
        assertThat(high.at(4)).hasValue(8);
        for (var line : MacdLine.values()) {
            var macd = new IndicatorTrace.Macd(1, 2, 2, EmaSeed.AVERAGE, line);
            assertThat(worker.trace(new IndicatorTrace(bars, macd)).at(4)).isPresent();
        }
        assertThat(worker.trace(new IndicatorTrace(bars, new RollingVolatility(2)))
                        .at(1))
                .isEmpty();
        assertThat(worker.trace(new IndicatorTrace(bars, new EwmaVolatility(0.9)))
                        .at(1))
                .hasValue(Math.log(2));
    }

    @Test
    void whatMakesNoSenseIsRefusedAndTheNextRequestIsServed() {
        var closesOnly = worker.load(PriceSeries.ofE8(new long[] {1, 2, 3}, new long[] {1, 2, 3}));
        var channel = TradingPlan.longOnly(new DonchianBreakout(2, 1));
        var refused = worker.itself().simulate(Simulation.of(closesOnly, channel, TERMS));
        assertThat(refused)
                .isInstanceOfSatisfying(
                        Answer.Failed.class, failed -> assertThat(failed.why()).isEqualTo(WorkerFailure.REFUSED));

        var axes = List.of(new Axis(Parameter.FAST_BARS, 1.5, 1, 2));
        var halfBars =
                new StrategySweep(closesOnly, TradingPlan.longOnly(new SmaCrossover(1, 2)), axes, TERMS, 0, 3, 1, 0);
        assertThat(worker.itself().sweep(halfBars, Progress.IGNORED)).isInstanceOf(Answer.Failed.class);

        var held = worker.simulate(Simulation.of(closesOnly, TradingPlan.longOnly(new BuyAndHold()), TERMS));
        assertThat(held.fills()).isEqualTo(1);
    }

    @Test
    void barsOfAnotherWorkerAreRefused() {
        var bars = worker.load(PriceSeriesTest.sine(10));
        try (var other = TestWorker.launch()) {
            var simulation = Simulation.of(bars, TradingPlan.longOnly(new BuyAndHold()), TERMS);
            assertThat(other.itself().simulate(simulation)).isInstanceOf(Answer.Failed.class);
        }
    }

    @Test
    void nonsenseIsSeenBeforeItIsSent() {
        var bars = worker.load(PriceSeriesTest.sine(10));
        var hold = TradingPlan.longOnly(new BuyAndHold());
        assertThatIllegalArgumentException().isThrownBy(() -> new SmaCrossover(5, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> new Macd(2, 5, 3, 0, Double.NaN, EmaSeed.AVERAGE));
        assertThatIllegalArgumentException().isThrownBy(() -> new RsiReversion(5, 60, 70, RsiAverage.WILDER));
        assertThatIllegalArgumentException().isThrownBy(() -> TargetSeries.ofPpm(10_000_001));
        assertThatIllegalArgumentException().isThrownBy(() -> new Exits(new Bps(10_000), Bps.ZERO, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new VolatilityTarget(0.1, 1, 1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> BrokerTerms.leanEquities(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Simulation(bars, hold, TERMS, 0, 11, false));
        var votes = TradingPlan.longOnly(new Signal(TargetSeries.ofPpm(0, 0)));
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(bars, votes, TERMS));
        var axis = new Axis(Parameter.ENTER, 0, 1, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StrategySweep(bars, hold, List.of(axis, axis), TERMS, 0, 10, 1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StrategySweep(bars, hold, List.of(axis), TERMS, 0, 10, 1, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new RollingVolatility(1));
    }
}
