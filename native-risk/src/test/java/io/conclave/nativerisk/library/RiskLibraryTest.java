package io.conclave.nativerisk.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.Backtest.Costs;
import io.conclave.nativerisk.Backtest.Leg;
import io.conclave.nativerisk.PortfolioRequest;
import io.conclave.nativerisk.PortfolioRequest.Covariance;
import io.conclave.nativerisk.PortfolioRequest.Limits;
import io.conclave.nativerisk.PortfolioRisk.Breach;
import io.conclave.nativerisk.PortfolioRisk.Contribution;
import io.conclave.nativerisk.PortfolioRisk.Exposure;
import io.conclave.nativerisk.ReturnTable;
import io.conclave.nativerisk.library.LibraryAnswer.Done;
import io.conclave.nativerisk.library.LibraryAnswer.Refused;
import io.conclave.nativerisk.library.MonteCarlo.Isa;
import io.conclave.nativerisk.library.MonteCarlo.Revaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls the real library. */
class RiskLibraryTest {
    private static final double[] EXPOSURES = {1e6, -4e5, 2e5};
    private static final double[] MEANS = {0.001, 0, -0.001};
    private static final double[] COVARIANCE = {4e-4, 2e-4, -1e-4, 2e-4, 3.25e-4, -2e-5, -1e-4, -2e-5, 9e-4};
    private static final Costs FREE = new Costs(Bps.ZERO, Bps.ZERO);

    private final RiskLibrary library = open();

    @Test
    void itSaysWhoItIs() {
        var identity = library.identity();

        assertThat(identity.abiVersion()).isEqualTo(1);
        assertThat(identity.buildId()).matches("[0-9a-f]{16}");
        assertThat(identity.crossoverVersion()).isPositive();
        assertThat(identity.monteCarloVersion()).isPositive();
        assertThat(identity.portfolioVersion()).isPositive();
        assertThat(identity.chosenIsa()).isEqualTo(identity.avx512() ? "AVX-512" : identity.avx2() ? "AVX2" : "scalar");
    }

    @Test
    void trialsThatAreAllTheSameAreOverfittedAndOneThatIsAlwaysBestIsNot() {
        double[] same = new double[2 * 4 * 16];
        double[] oneAhead = new double[2 * 4 * 16];
        for (int part = 0; part < 4 * 16; part++) {
            same[2 * part] = 0.01;
            same[2 * part + 1] = 0.001;
            oneAhead[2 * part] = part < 16 ? 0.05 : 0.001 * (part % 5);
            oneAhead[2 * part + 1] = 0.002;
        }

        assertThat(library.overfitting(same, 16, 40))
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(((OverfittingOdds) done.value()).probability())
                                .isEqualTo(1));
        assertThat(library.overfitting(oneAhead, 16, 40))
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat((OverfittingOdds) done.value())
                                .returns(0.0, OverfittingOdds::probability)
                                .returns(0.0, OverfittingOdds::lossProbability)
                                .returns(12_870L, OverfittingOdds::splits)
                                .satisfies(
                                        odds -> assertThat(odds.medianLogit()).isPositive()));
        assertThat(library.overfitting(same, 15, 40)).isEqualTo(new Refused<>(Refusal.RISK_BAD_SHAPE));
        assertThat(library.overfitting(same, 16, 1)).isEqualTo(new Refused<>(Refusal.RISK_TOO_FEW));
    }

    @Test
    void nothingOfItIsLeftUnpacked() throws IOException {
        RiskLibrary.open(Optional.empty());

        var mine = "libconclave_risk.so-" + ProcessHandle.current().pid() + "-";
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(mine)))
                    .isEmpty();
        }
    }

    @Test
    void aFileThatIsNoLibraryIsNamed(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("no-library.so"), "not an ELF file");

        assertThatThrownBy(() -> RiskLibrary.open(Optional.of(file)))
                .isInstanceOf(IOException.class)
                .hasMessage("The risk library " + file
                        + " cannot be loaded: build native-risk here, or correct conclave.native-risk.library");
    }

    @Test
    void aLibraryOfAnotherKindIsNotTakenForOurs() {
        assertThatThrownBy(() ->
                        RiskLibrary.open(Optional.of(Path.of(System.getProperty("java.home"), "lib", "libjava.so"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be loaded");
    }

    @Test
    void aBacktestBuysAtTheNextOpen() {
        // Decided at the close of bar 1, bought at the open of bar 2 at 4, marked at 8.
        byte[] positions = new byte[3];
        var figures = done(library.backtest(e8(1, 1, 4), e8(1, 2, 8), run(0, 1, 2, 3), positions));

        assertThat(figures.netReturn()).isCloseTo(StrictMath.log(2), within(1e-15));
        assertThat(figures.fills()).isEqualTo(1);
        assertThat(figures.finalPosition()).isEqualTo(1);
        assertThat(positions).containsExactly(0, 1, 1);
    }

    @Test
    void aBacktestThatMakesNoSenseIsRefusedAndWritesNothing() {
        byte[] positions = {7, 7, 7};

        assertThat(library.backtest(e8(1, 1), e8(1, 1, 1), run(0, 1, 2, 3), positions))
                .isEqualTo(new Refused<>(Refusal.BAD_BARS));
        assertThat(library.backtest(e8(1, 0, 1), e8(1, 1, 1), run(0, 1, 2, 3), positions))
                .isEqualTo(new Refused<>(Refusal.BAD_BARS));
        assertThat(library.backtest(e8(), e8(), run(0, 1, 2, 3), positions)).isEqualTo(new Refused<>(Refusal.BAD_LEGS));
        assertThat(library.backtest(e8(1, 1, 1), e8(1, 1, 1), run(0, 1, 2, 2), positions))
                .isEqualTo(new Refused<>(Refusal.BAD_POSITIONS));
        var dear = new CrossoverRun(List.of(new Leg(0, 1, 2)), 3, new Costs(new Bps(5_001), Bps.ZERO));
        assertThat(library.backtest(e8(1, 1, 1), e8(1, 1, 1), dear, positions))
                .isEqualTo(new Refused<>(Refusal.BAD_COSTS));
        assertThat(positions).containsExactly(7, 7, 7);
    }

    @Test
    void aFactorTimesItsTransposeIsTheCovariance() {
        double[] lower = done(library.cholesky(COVARIANCE, 3));

        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double product = 0;
                for (int k = 0; k < 3; k++) {
                    product += lower[3 * i + k] * lower[3 * j + k];
                }
                assertThat(product).isCloseTo(COVARIANCE[3 * i + j], within(1e-18));
            }
        }
        assertThat(library.cholesky(new double[] {1, 2, 2, 1}, 2)).isEqualTo(new Refused<>(Refusal.NOT_POSITIVE));
        assertThat(library.cholesky(new double[3], 2)).isEqualTo(new Refused<>(Refusal.NOT_POSITIVE));
    }

    @Test
    void aLinearBookMeetsItsAnalyticVar() {
        double variance = 0;
        double drift = 0;
        for (int i = 0; i < 3; i++) {
            drift += EXPOSURES[i] * MEANS[i];
            for (int j = 0; j < 3; j++) {
                variance += EXPOSURES[i] * EXPOSURES[j] * COVARIANCE[3 * i + j];
            }
        }
        double deviation = StrictMath.sqrt(variance);

        var risk = done(
                library.monteCarlo(EXPOSURES, MEANS, factor(), paths(Revaluation.LINEAR, Isa.BEST, 1), new double[0]));

        // SE(VaR 99 %) = .011806 sigma at 1e5 paths.
        assertThat(risk.var()).isCloseTo(2.326348 * deviation - drift, within(3 * 0.011806 * deviation));
        assertThat(risk.cvar()).isCloseTo(2.665214 * deviation - drift, within(3 * risk.cvarStandardError()));
        assertThat(risk.worst()).isGreaterThan(risk.cvar());
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void everyInstructionSetAndNumberOfThreadsGivesTheSameBits(Isa isa) {
        double[] expectedLosses = new double[100_000];
        var expected = library.monteCarlo(
                EXPOSURES, MEANS, factor(), paths(Revaluation.LOG_NORMAL, Isa.SCALAR, 1), expectedLosses);
        double[] losses = new double[100_000];
        var answer = library.monteCarlo(EXPOSURES, MEANS, factor(), paths(Revaluation.LOG_NORMAL, isa, 2), losses);

        if (answer.equals(new Refused<>(Refusal.BAD_ENGINE))) {
            assertThat(isa).isIn(Isa.AVX2, Isa.AVX512);
            return;
        }
        assertThat(answer).isEqualTo(expected).isInstanceOf(Done.class);
        assertThat(Arrays.equals(losses, expectedLosses)).isTrue();
    }

    @Test
    void aSimulationThatMakesNoSenseIsRefused() {
        var paths = paths(Revaluation.LINEAR, Isa.BEST, 1);
        double[] none = new double[0];

        assertThat(library.monteCarlo(none, none, none, paths, none)).isEqualTo(new Refused<>(Refusal.BAD_SHAPES));
        assertThat(library.monteCarlo(EXPOSURES, MEANS, new double[8], paths, none))
                .isEqualTo(new Refused<>(Refusal.BAD_SHAPES));
        assertThat(library.monteCarlo(EXPOSURES, new double[2], factor(), paths, none))
                .isEqualTo(new Refused<>(Refusal.BAD_SHAPES));
        assertThat(library.monteCarlo(EXPOSURES, MEANS, factor(), paths, new double[5]))
                .isEqualTo(new Refused<>(Refusal.BAD_SHAPES));
        assertThat(library.monteCarlo(new double[] {Double.NaN}, none, new double[] {1}, paths, none))
                .isEqualTo(new Refused<>(Refusal.BAD_NUMBERS));
        assertThat(library.monteCarlo(EXPOSURES, MEANS, factor(), paths(Revaluation.LINEAR, Isa.BEST, 0), none))
                .isEqualTo(new Refused<>(Refusal.BAD_ENGINE));
    }

    @Test
    void aBatchOfPortfoliosIsMeasuredAsOneWouldBe() {
        // The book, and the book after 100 of the first name are bought; the second scenario is the worst of both.
        var scenarios = ReturnTable.of(2, 0.01, 0.02, -0.02, 0.01, 0.03, -0.01, -0.01, 0);
        var limits = new Limits(Double.POSITIVE_INFINITY, 100, Double.POSITIVE_INFINITY, 1, 3);
        var paths = new PortfolioRequest.MonteCarlo(1_000, 7, Covariance.SHRUNK, 1);
        var book = new PortfolioRequest(List.of(100.0, -50.0), scenarios, 9_500, 0.94, 5, paths, limits);
        var grown = new PortfolioRequest(List.of(200.0, -50.0), scenarios, 9_500, 0.94, 5, paths, limits);

        var risks = done(library.portfolioRisk(book, List.of(grown.positions())));

        assertThat(risks).hasSize(2);
        var before = risks.getFirst();
        var after = risks.getLast();
        assertThat(before.historical().var()).isCloseTo(2.5, within(1e-12));
        assertThat(before.breaches()).isEmpty();
        assertThat(before.exposure()).isEqualTo(new Exposure(150, 50, 100, 100.0 / 150));
        assertThat(before.contributions().stream()
                        .mapToDouble(Contribution::historicalVar)
                        .sum())
                .isCloseTo(2.5, within(1e-12));
        assertThat(after.historical().var()).isCloseTo(4.5, within(1e-12));
        assertThat(after.breaches()).containsExactlyInAnyOrder(Breach.NET, Breach.CVAR);
        assertThat(after.monteCarlo()).isPresent();
        assertThat(done(library.portfolioRisk(grown, List.of()))).containsExactly(after);
    }

    @Test
    void portfoliosThatMakeNoSenseAreRefused() {
        var one = ReturnTable.of(1, 0.01, -0.01, 0.02);

        assertThat(library.portfolioRisk(book(Double.NaN, one), List.of()))
                .isEqualTo(new Refused<>(Refusal.RISK_NOT_FINITE));
        assertThat(library.portfolioRisk(book(1, ReturnTable.of(1, 0.01)), List.of()))
                .isEqualTo(new Refused<>(Refusal.RISK_TOO_FEW));
        assertThat(library.portfolioRisk(book(1, one), List.of(List.of(1.0, 2.0))))
                .isEqualTo(new Refused<>(Refusal.RISK_BAD_SHAPE));
        assertThat(library.portfolioRisk(book(1, one), List.of(List.of(Double.NaN))))
                .isEqualTo(new Refused<>(Refusal.RISK_NOT_FINITE));
    }

    @Test
    void aStatusNobodyKnowsIsARefusalAllTheSame() {
        assertThat(Refusal.of(9_999)).isEqualTo(Refusal.UNKNOWN);
    }

    // ---- in the trade's words

    private static RiskLibrary open() {
        try {
            return RiskLibrary.open(Optional.empty());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private double[] factor() {
        return done(library.cholesky(COVARIANCE, 3));
    }

    private static MonteCarlo paths(Revaluation revaluation, Isa isa, int threads) {
        return new MonteCarlo(100_000, 42, new Bps(9_900), revaluation, true, threads, isa);
    }

    private static PortfolioRequest book(double position, ReturnTable scenarios) {
        return new PortfolioRequest(
                List.of(position), scenarios, 9_500, 0.94, 5, PortfolioRequest.MonteCarlo.NONE, Limits.NONE);
    }

    private static CrossoverRun run(int first, int fast, int slow, int end) {
        return new CrossoverRun(List.of(new Leg(first, fast, slow)), end, FREE);
    }

    private static long[] e8(long... units) {
        return Arrays.stream(units).map(unit -> unit * 100_000_000).toArray();
    }

    private static <T> T done(LibraryAnswer<T> answer) {
        return answer.orThrow(why -> new AssertionError(why.toString()));
    }
}
