package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.conclave.nativerisk.PortfolioRequest.Covariance;
import io.conclave.nativerisk.PortfolioRequest.Limits;
import io.conclave.nativerisk.PortfolioRequest.MonteCarlo;
import io.conclave.nativerisk.PortfolioRisk.Breach;
import io.conclave.nativerisk.PortfolioRisk.Contribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The child here is a real process. */
class WorkerMeasuresTest {
    private static final double NAN = Double.NaN;

    private Worker worker;

    @BeforeEach
    void launch() throws Exception {
        var settings = new WorkerSettings(Optional.empty(), Duration.ofSeconds(20), Duration.ofSeconds(20));
        try (var launcher = WorkerLauncher.open(settings)) {
            worker = get(launcher.launch());
        }
    }

    @AfterEach
    void leave() throws Exception {
        worker.close();
        get(worker.gone());
    }

    /** Golden values by mpmath at 30 digits. */
    @Test
    void eightDaysAreMeasuredAsByHand() {
        var days = ReturnTable.of(1, 0.01, -0.02, 0.015, 0.003, -0.007, -0.011, 0.02, 0.004);
        var record = done(worker.measureReturns(new TrackRecordRequest(days, 252, 0, 0.95, 1, 0)));
        var performance = record.performance();

        assertThat(performance.observations()).isEqualTo(8);
        assertThat(performance.longestFall()).isEqualTo(5);
        assertThat(performance.deviation()).isCloseTo(0.013604096021839472, within(1e-12));
        assertThat(performance.skew()).isCloseTo(-0.2458018223874128, within(1e-12));
        assertThat(performance.kurtosis()).isCloseTo(1.9185368525464672, within(1e-12));
        assertThat(performance.sharpe()).isCloseTo(0.12863772772484255, within(1e-12));
        assertThat(performance.sortino()).isCloseTo(0.20732210721568234, within(1e-12));
        assertThat(performance.deepestFallShare()).isCloseTo(0.0198013266932447, within(1e-12));
        assertThat(performance.annualReturn()).isCloseTo(0.5542607023423058, within(1e-12));
        assertThat(performance.calmar()).isCloseTo(27.99108922996529, within(1e-9));
        var significance = record.significance().orElseThrow();
        assertThat(significance.hurdle()).isZero();
        assertThat(significance.deflatedSharpe())
                .isEqualTo(significance.probabilisticSharpe())
                .isBetween(0.6, 0.7);
        assertThat(record.minimumObservations()).isPresent();
    }

    @Test
    void countedTrialsLowerTheBelief() {
        var once = done(worker.measureReturns(new TrackRecordRequest(days(500, 1), 252, 0, 0.95, 1, 0.002)));
        var often = done(worker.measureReturns(new TrackRecordRequest(days(500, 1), 252, 0, 0.95, 1_000, 0.002)));

        assertThat(often.significance().orElseThrow().deflatedSharpe())
                .isLessThan(once.significance().orElseThrow().deflatedSharpe());
    }

    @Test
    void aStrategyThatNeverTradedHasNoSignificance() {
        var record = done(
                worker.measureReturns(new TrackRecordRequest(ReturnTable.of(1, new double[50]), 252, 0, 0.95, 1, 0)));

        assertThat(record.significance()).isEmpty();
        assertThat(record.minimumObservations()).isEmpty();
        assertThat(record.performance().sharpe()).isZero();
    }

    @Test
    void anEdgeThatLastsIsNotOverfittedAndIsFoundByEveryTest() {
        var overfitting =
                done(worker.measureOverfitting(new OverfittingRequest(days(480, 8), 16, 500, 5, 42), Progress.IGNORED));

        assertThat(overfitting.splits()).isEqualTo(12_870);
        assertThat(overfitting.partObservations()).isEqualTo(30);
        assertThat(overfitting.probability()).isZero();
        var snooping = overfitting.snooping().orElseThrow();
        assertThat(snooping.best()).isZero();
        assertThat(List.of(snooping.realityCheck(), snooping.spaLower(), snooping.spaConsistent(), snooping.spaUpper()))
                .containsOnly(1.0 / 501);
    }

    @Test
    void withoutDrawsOnlyOverfittingIsMeasured() {
        var overfitting =
                done(worker.measureOverfitting(new OverfittingRequest(days(100, 3), 4, 0, 0, 0), Progress.IGNORED));

        assertThat(overfitting.snooping()).isEmpty();
        assertThat(overfitting.splits()).isEqualTo(6);
    }

    @Test
    void aLongMeasureTellsItsProgressAndIsCancelled() throws Exception {
        var begun = new CountDownLatch(1);
        var request = new OverfittingRequest(days(400, 2_000), 20, 0, 1, 1);
        var asker = new ArrayList<Answer<Overfitting>>();
        var thread = Thread.ofPlatform()
                .start(() -> asker.add(worker.measureOverfitting(request, (done, total) -> {
                    assertThat(total).isEqualTo(184_756);
                    begun.countDown();
                })));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        worker.cancel();

        assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        assertThat(why(asker.getFirst())).isEqualTo(WorkerFailure.CANCELLED);
        assertThat(done(worker.measureReturns(new TrackRecordRequest(days(9, 1), 252, 0, 0.95, 1, 0))))
                .isNotNull();
    }

    @Test
    void contributionsSumToThePortfoliosFigures() {
        var risk =
                done(worker.measurePortfolio(portfolio(Limits.NONE, new MonteCarlo(20_000, 7, Covariance.SHRUNK, 2))));

        assertThat(sum(risk, Contribution::historicalVar))
                .isCloseTo(risk.historical().var(), within(1e-6));
        assertThat(sum(risk, Contribution::historicalCvar))
                .isCloseTo(risk.historical().cvar(), within(1e-6));
        assertThat(sum(risk, Contribution::normalVar)).isCloseTo(risk.normal().var(), within(1e-6));
        assertThat(sum(risk, Contribution::normalCvar)).isCloseTo(risk.normal().cvar(), within(1e-6));
        assertThat(risk.breaches()).isEmpty();
        assertThat(risk.exposure().gross()).isEqualTo(16_000);
        assertThat(risk.exposure().net()).isEqualTo(8_000);
        assertThat(risk.exposure().concentration()).isEqualTo(0.625);
        var simulated = risk.monteCarlo().orElseThrow();
        assertThat(simulated.loss().cvar()).isGreaterThan(simulated.loss().var());
        assertThat(simulated.loss().var()).isCloseTo(risk.normal().var(), within(8 * simulated.varError()));
        assertThat(simulated.shrinkage()).isPositive();
    }

    @Test
    void oneThreadAndTwoGiveTheSameReport() {
        var one = worker.measurePortfolio(portfolio(Limits.NONE, new MonteCarlo(20_000, 7, Covariance.EWMA, 1)));
        var two = worker.measurePortfolio(portfolio(Limits.NONE, new MonteCarlo(20_000, 7, Covariance.EWMA, 2)));

        assertThat(done(two)).isEqualTo(done(one));
    }

    @Test
    void everyExceededLimitIsNamed() {
        var tight = new Limits(15_999, 7_999, 9_999, 0.6, 1);

        assertThat(done(worker.measurePortfolio(portfolio(tight, MonteCarlo.NONE)))
                        .breaches())
                .containsExactlyInAnyOrder(Breach.GROSS, Breach.NET, Breach.NAME, Breach.CONCENTRATION, Breach.CVAR);
        var unknown = new Limits(NAN, 1e9, 1e9, 1, 1e9);
        assertThat(done(worker.measurePortfolio(portfolio(unknown, MonteCarlo.NONE)))
                        .breaches())
                .containsExactlyInAnyOrder(Breach.GROSS, Breach.UNKNOWN);
    }

    @Test
    void whatMakesNoSenseIsRefusedAndTheChildStays() {
        var bad = ReturnTable.of(2, 0.1, NAN, 0.2, 0.3);
        assertThat(List.of(
                        why(worker.measureReturns(new TrackRecordRequest(ReturnTable.of(1, 0.1), 252, 0, 0.95, 1, 0))),
                        why(worker.measureReturns(
                                new TrackRecordRequest(ReturnTable.of(1, 0.1, NAN), 252, 0, 0.95, 1, 0))),
                        why(worker.measureReturns(new TrackRecordRequest(days(9, 1), 252, 0, 0.95, 0, 0))),
                        why(worker.measureOverfitting(new OverfittingRequest(bad, 2, 0, 1, 1), Progress.IGNORED)),
                        why(worker.measureOverfitting(
                                new OverfittingRequest(days(50, 2), 5, 0, 1, 1), Progress.IGNORED)),
                        why(worker.measurePortfolio(new PortfolioRequest(
                                List.of(1.0, NAN), days(50, 2), 9_900, 0.94, 5, MonteCarlo.NONE, Limits.NONE))),
                        why(worker.measurePortfolio(new PortfolioRequest(
                                List.of(1.0, 2.0), days(50, 2), 10_000, 0.94, 5, MonteCarlo.NONE, Limits.NONE)))))
                .containsOnly(WorkerFailure.REFUSED);
        assertThat(done(worker.measureReturns(new TrackRecordRequest(days(9, 1), 252, 0, 0.95, 1, 0))))
                .isNotNull();
    }

    @Test
    void aTableHasWholeRows() {
        assertThatThrownBy(() -> ReturnTable.of(2, 0.1, 0.2, 0.3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReturnTable.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TrackRecordRequest(days(3, 2), 252, 0, 0.95, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static PortfolioRequest portfolio(Limits limits, MonteCarlo monteCarlo) {
        return new PortfolioRequest(
                List.of(10_000.0, -4_000.0, 2_000.0), days(300, 3), 9_750, 0.94, 5, monteCarlo, limits);
    }

    /** Normal returns of which the first column earns half a deviation a day. */
    private static ReturnTable days(int observations, int columns) {
        var random = new Random(1);
        double[] rows = new double[observations * columns];
        Arrays.setAll(rows, i -> 0.01 * random.nextGaussian() + (i % columns == 0 ? 0.005 : 0));
        return ReturnTable.of(columns, rows);
    }

    private static double sum(PortfolioRisk risk, ToDoubleFunction<Contribution> part) {
        return risk.contributions().stream().mapToDouble(part).sum();
    }

    private static <T> T done(Answer<T> answer) {
        return answer.orThrow(failed -> new AssertionError(failed.detail()));
    }

    private static WorkerFailure why(Answer<?> answer) {
        return ((Answer.Failed<?>) answer).why();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
