package io.conclave.nativerisk.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.PortfolioRequest;
import io.conclave.nativerisk.PortfolioRequest.Limits;
import io.conclave.nativerisk.PortfolioRisk;
import io.conclave.nativerisk.PortfolioRisk.TailLoss;
import io.conclave.nativerisk.ReturnTable;
import io.conclave.nativerisk.library.ForecastReview.Basel;
import io.conclave.nativerisk.library.ForecastReview.BreachPairs;
import io.conclave.nativerisk.library.ForecastReview.Zone;
import io.conclave.nativerisk.library.LibraryAnswer.Refused;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single questions, asked of the real library; the golden figures are those of the papers. */
class RiskLibraryMeasuresTest {
    private static final Offset<Double> GOLDEN = within(1e-6);
    private static final Bps RARE = new Bps(9_900);
    private static final double DAY = 1 / Math.sqrt(250);

    private final RiskLibrary library = open();

    // ---- forecasts of value at risk

    @ParameterizedTest
    @CsvSource({"0, 5.025168", "2, 0.108435", "4, 0.769138", "5, 1.956810", "8, 7.733551", "10, 12.955491"})
    void kupiecsRatioIsTheGoldenOne(int breaches, double ratio) {
        var review = review(IntStream.range(0, breaches).map(breach -> 20 * breach + 7));

        assertThat(review.days()).isEqualTo(250);
        assertThat(review.breaches()).isEqualTo(breaches);
        assertThat(review.coverage().ratio()).isCloseTo(ratio, GOLDEN);
    }

    @Test
    void kupiecsProbabilitiesAreTheGoldenOnes() {
        assertThat(review(IntStream.empty()).coverage().probability()).isCloseTo(0.0250, within(5e-5));
        assertThat(review(IntStream.range(0, 8).map(breach -> 20 * breach + 7))
                        .coverage()
                        .probability())
                .isCloseTo(0.0054, within(5e-5));
    }

    @Test
    void christoffersensRatiosAreTheGoldenOnes() {
        var apart = review(IntStream.of(10, 60, 110, 160));
        var clustered = review(IntStream.of(10, 11, 12, 60, 61, 110, 111));
        var between = review(IntStream.of(10, 11, 60, 110, 160, 210));

        assertThat(apart.pairs()).isEqualTo(new BreachPairs(241, 4, 4, 0));
        assertThat(apart.independence().ratio()).isCloseTo(0.130618, GOLDEN);
        assertThat(clustered.pairs()).isEqualTo(new BreachPairs(239, 3, 3, 4));
        assertThat(clustered.independence().ratio()).isCloseTo(21.937620, GOLDEN);
        assertThat(between.pairs()).isEqualTo(new BreachPairs(238, 5, 5, 1));
        assertThat(between.independence().ratio()).isCloseTo(2.423191, GOLDEN);
        double both = between.coverage().ratio() + between.independence().ratio();
        assertThat(between.conditionalCoverage().ratio()).isCloseTo(both, GOLDEN);
        assertThat(between.conditionalCoverage().probability()).isCloseTo(StrictMath.exp(-both / 2), GOLDEN);
    }

    @Test
    void theTrafficLightHasItsMultiplier() {
        var green = review(IntStream.of(1, 50, 100, 150)).basel().orElseThrow();
        assertThat(green).isEqualTo(new Basel(4, Zone.GREEN, 3, green.probability()));
        assertThat(green.probability()).isCloseTo(0.892187, GOLDEN);
        assertThat(review(IntStream.range(0, 9)).basel())
                .hasValueSatisfying(basel -> assertThat(basel.zone()).isEqualTo(Zone.YELLOW))
                .hasValueSatisfying(basel -> assertThat(basel.multiplier()).isEqualTo(3.85));
        assertThat(review(IntStream.range(0, 10)).basel())
                .hasValueSatisfying(basel -> assertThat(basel.zone()).isEqualTo(Zone.RED))
                .hasValueSatisfying(basel -> assertThat(basel.multiplier()).isEqualTo(4));
    }

    @Test
    void thereIsATrafficLightAndAShortfallOnlyWhereTheyAreDefined() {
        double[] losses = losses(249, IntStream.of(3));
        double[] vars = filled(249, 1);

        var young = done(library.reviewForecasts(losses, vars, filled(249, 2), RARE));
        assertThat(young.basel()).isEmpty();
        assertThat(young.shortfall()).isPresent();
        assertThat(done(library.reviewForecasts(losses, vars, new double[0], RARE))
                        .shortfall())
                .isEmpty();
    }

    @Test
    void lossesBeyondTheForecastShortfallAreSeen() {
        // Five losses of exactly the shortfall where two and a half are expected.
        var review = review(IntStream.of(1, 50, 100, 150, 200));

        assertThat(review.shortfall().orElseThrow()).isCloseTo(-1, GOLDEN);
    }

    @Test
    void forecastsThatMakeNoSenseAreRefused() {
        double[] two = {1, 2};

        assertThat(library.reviewForecasts(two, new double[1], two, RARE))
                .isEqualTo(new Refused<>(Refusal.RISK_BAD_SHAPE));
        assertThat(library.reviewForecasts(two, two, new double[1], RARE))
                .isEqualTo(new Refused<>(Refusal.RISK_BAD_SHAPE));
        assertThat(library.reviewForecasts(new double[0], new double[0], new double[0], RARE))
                .isEqualTo(new Refused<>(Refusal.RISK_TOO_FEW));
        assertThat(library.reviewForecasts(two, two, two, new Bps(10_000)))
                .isEqualTo(new Refused<>(Refusal.RISK_BAD_PARAMETER));
        assertThat(library.reviewForecasts(two, new double[] {1, Double.NaN}, two, RARE))
                .isEqualTo(new Refused<>(Refusal.RISK_NOT_FINITE));
    }

    // ---- Kelly

    @Test
    void aSmallBetOnAGoodCoinIsAdmittedAndKellysOwnIsNot() {
        // Wins 1 with 55 %, loses 1 with 45 %.
        var coin = ReturnTable.of(
                1, IntStream.range(0, 100).mapToDouble(i -> i < 45 ? -1 : 1).toArray());

        var small = done(library.checkKelly(new double[] {0.02}, coin, 0.7, 0.1));
        assertThat(small.aversion()).isCloseTo(6.455696, GOLDEN);
        assertThat(small.admitted()).isTrue();
        assertThat(small.expectation()).isLessThan(1);
        assertThat(small.scale()).isEqualTo(1);
        var full = done(library.checkKelly(new double[] {0.1}, coin, 0.7, 0.1));
        assertThat(full.admitted()).isFalse();
        assertThat(full.expectation())
                .isCloseTo(
                        0.55 * StrictMath.pow(1.1, -full.aversion()) + 0.45 * StrictMath.pow(0.9, -full.aversion()),
                        within(1e-12));
        assertThat(full.growth()).isCloseTo(0.55 * StrictMath.log(1.1) + 0.45 * StrictMath.log(0.9), within(1e-12));
        assertThat(full.scale()).isStrictlyBetween(0.0, 1.0);
        var ruinous = done(library.checkKelly(new double[] {1}, coin, 0.7, 0.1));
        assertThat(ruinous.admitted()).isFalse();
        assertThat(ruinous.expectation()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(ruinous.growth()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void betsThatMakeNoSenseAreRefused() {
        var two = ReturnTable.of(2, 0.1, -0.1);

        assertThat(library.checkKelly(new double[1], two, 0.7, 0.1)).isEqualTo(new Refused<>(Refusal.RISK_BAD_SHAPE));
        assertThat(library.checkKelly(new double[2], two, 1, 0.1)).isEqualTo(new Refused<>(Refusal.RISK_BAD_PARAMETER));
        assertThat(library.checkKelly(new double[] {1, Double.NaN}, two, 0.7, 0.1))
                .isEqualTo(new Refused<>(Refusal.RISK_NOT_FINITE));
        assertThat(library.checkKelly(new double[2], ReturnTable.of(2), 0.7, 0.1))
                .isEqualTo(new Refused<>(Refusal.RISK_TOO_FEW));
    }

    // ---- covariance

    @Test
    void theNewestReturnWeighsMostInAnEwmaCovariance() {
        var returns = ReturnTable.of(2, 0.01, 0.02, -0.03, 0.01);

        // Weights .8 and 1, over 1.8.
        assertThat(done(library.ewmaCovariance(returns, 0.8)))
                .containsExactly(
                        new double[] {
                            (0.8 * 1e-4 + 9e-4) / 1.8,
                            (0.8 * 2e-4 - 3e-4) / 1.8,
                            (0.8 * 2e-4 - 3e-4) / 1.8,
                            (0.8 * 4e-4 + 1e-4) / 1.8
                        },
                        within(1e-18));
    }

    @Test
    void aShrunkCovarianceKeepsTheVariancesAndCanBeTakenApart() {
        var random = new Random(5);
        double[] rows = new double[60 * 3];
        for (int day = 0; day < 60; day++) {
            // Two that go together and one that goes alone: no constant correlation.
            rows[3 * day] = 0.01 * random.nextGaussian();
            rows[3 * day + 1] = rows[3 * day] + 0.003 * random.nextGaussian();
            rows[3 * day + 2] = 0.02 * random.nextGaussian();
        }
        double[] covariance = new double[9];

        double intensity = done(library.shrunkCovariance(ReturnTable.of(3, rows), covariance));

        assertThat(intensity).isStrictlyBetween(0.0, 1.0);
        for (int asset = 0; asset < 3; asset++) {
            assertThat(covariance[3 * asset + asset]).isCloseTo(variance(rows, asset), within(1e-15));
        }
        assertThat(done(library.cholesky(covariance, 3))).hasSize(9);
    }

    @Test
    void aMatrixThatIsNoneIsRefusedAndNotWritten() {
        var returns = ReturnTable.of(2, 0.01, 0.02, -0.03, Double.NaN);
        double[] covariance = {7, 7, 7, 7};

        assertThat(library.shrunkCovariance(returns, covariance)).isEqualTo(new Refused<>(Refusal.RISK_NOT_FINITE));
        assertThat(library.shrunkCovariance(ReturnTable.of(2, 1, 2), covariance))
                .isEqualTo(new Refused<>(Refusal.RISK_TOO_FEW));
        assertThat(library.shrunkCovariance(returns, new double[3])).isEqualTo(new Refused<>(Refusal.RISK_BAD_SHAPE));
        assertThat(covariance).containsOnly(7);
        assertThat(library.ewmaCovariance(returns, 0.94)).isEqualTo(new Refused<>(Refusal.RISK_NOT_FINITE));
        assertThat(library.ewmaCovariance(returns, 0)).isEqualTo(new Refused<>(Refusal.RISK_BAD_PARAMETER));
        assertThat(library.ewmaCovariance(ReturnTable.of(2_049), 0.94))
                .isEqualTo(new Refused<>(Refusal.RISK_BAD_PARAMETER));
    }

    // ---- Sharpe ratios

    @Test
    void theProbabilisticSharpeIsTheGoldenOne() {
        assertThat(judged(0.05, 0, 3, 504, 1, 0).significance().probabilisticSharpe())
                .isCloseTo(0.868789, GOLDEN);
        assertThat(judged(0.05, -1, 8, 504, 1, 0).significance().probabilisticSharpe())
                .isCloseTo(0.862602, GOLDEN);
    }

    @Test
    void thePapersStrategyIsSignificantAfter46TrialsAndNotAfter100() {
        var hundred = judged(2.5 * DAY, -3, 10, 1_250, 100, 0.5 / 250).significance();

        assertThat(hundred.hurdle()).isCloseTo(0.113172, GOLDEN);
        assertThat(hundred.deflatedSharpe()).isCloseTo(0.900397, GOLDEN);
        assertThat(judged(2.5 * DAY, -3, 10, 1_250, 46, 0.5 / 250)
                        .significance()
                        .deflatedSharpe())
                .isCloseTo(0.950502, GOLDEN);
    }

    @Test
    void twoAYearAgainstOneNeedsTwoYearsAndThreeQuarters() {
        var verdict = done(library.judgeSharpe(new SharpeEvidence(2 * DAY, 0, 3, 1_000, DAY, 0.95, 1, 0)));

        assertThat(verdict.minimumObservations().orElseThrow()).isCloseTo(682.797, within(5e-4));
        assertThat(done(library.judgeSharpe(new SharpeEvidence(DAY, 0, 3, 1_000, 2 * DAY, 0.95, 1, 0)))
                        .minimumObservations())
                .isEmpty();
    }

    @Test
    void evidenceThatMakesNoSenseIsRefused() {
        assertThat(library.judgeSharpe(new SharpeEvidence(0.1, 0, 3, 1, 0, 0.95, 1, 0)))
                .isEqualTo(new Refused<>(Refusal.RISK_TOO_FEW));
        assertThat(library.judgeSharpe(new SharpeEvidence(0.1, 0, 3, 100, 0, 1.5, 1, 0)))
                .isEqualTo(new Refused<>(Refusal.RISK_BAD_PARAMETER));
        assertThat(library.judgeSharpe(new SharpeEvidence(Double.NaN, 0, 3, 100, 0, 0.95, 1, 0)))
                .isEqualTo(new Refused<>(Refusal.RISK_NOT_FINITE));
    }

    // ---- the parametric losses, of scenarios with mean 0 and deviation 1

    @Test
    void normalAndStudentLossesAreTheGoldenOnes() {
        var upAndDown = ReturnTable.of(1, Math.sqrt(0.5), -Math.sqrt(0.5));

        isLoss(risk(upAndDown, 9_900).normal(), 2.326348, 2.665214);
        isLoss(risk(upAndDown, 9_750).normal(), 1.959964, 2.337803);
        isLoss(risk(upAndDown, 9_900).student(), 2.649492, 3.691510);
    }

    @Test
    void theCornishFisherLossIsTheGoldenOne() {
        // Chosen so that the skew is -.5 and the excess kurtosis 3.
        double[] scenarios = filled(12, 0.111238257383206);
        Arrays.fill(scenarios, 2, 6, -0.085965166316713);
        scenarios[0] = -2.490286946659731;
        scenarios[1] = 2.16671806762735;

        var risk = risk(ReturnTable.of(1, scenarios), 9_900);

        assertThat(risk.profit().skew()).isCloseTo(-0.5, GOLDEN);
        assertThat(risk.profit().kurtosis()).isCloseTo(6, GOLDEN);
        assertThat(risk.cornishFisher().orElseThrow().var()).isCloseTo(3.301284, GOLDEN);
    }

    // ---- in the trade's words

    /** 250 days at 99 %: losses of 2, the shortfall, on some of them, of -1 on the others; the value at risk is 1. */
    private ForecastReview review(IntStream breaches) {
        return done(library.reviewForecasts(losses(250, breaches), filled(250, 1), filled(250, 2), RARE));
    }

    private static double[] losses(int days, IntStream breaches) {
        double[] losses = filled(days, -1);
        breaches.forEach(day -> losses[day] = 2);
        return losses;
    }

    private static double[] filled(int count, double number) {
        double[] numbers = new double[count];
        Arrays.fill(numbers, number);
        return numbers;
    }

    /** Of every third of them, over n. */
    private static double variance(double[] rows, int asset) {
        double[] own = IntStream.range(0, rows.length / 3)
                .mapToDouble(i -> rows[3 * i + asset])
                .toArray();
        double mean = Arrays.stream(own).average().orElseThrow();
        return Arrays.stream(own).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    }

    private SharpeVerdict judged(
            double sharpe, double skew, double kurtosis, long observations, long trials, double trialVariance) {
        return done(library.judgeSharpe(
                new SharpeEvidence(sharpe, skew, kurtosis, observations, 0, 0.95, trials, trialVariance)));
    }

    private PortfolioRisk risk(ReturnTable scenarios, int levelBps) {
        var book = new PortfolioRequest(
                List.of(1.0), scenarios, levelBps, 0.94, 4, PortfolioRequest.MonteCarlo.NONE, Limits.NONE);
        return done(library.portfolioRisk(book, List.of())).getFirst();
    }

    private static void isLoss(TailLoss loss, double var, double cvar) {
        assertThat(loss.var()).isCloseTo(var, GOLDEN);
        assertThat(loss.cvar()).isCloseTo(cvar, GOLDEN);
    }

    private static RiskLibrary open() {
        try {
            return RiskLibrary.open(Optional.empty());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T done(LibraryAnswer<T> answer) {
        return answer.orThrow(why -> new AssertionError(why.toString()));
    }
}
