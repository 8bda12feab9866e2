package io.conclave.nativerisk.library;

import com.sun.jna.NativeLibrary;
import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.PortfolioRequest;
import io.conclave.nativerisk.PortfolioRisk;
import io.conclave.nativerisk.ReturnTable;
import io.conclave.nativerisk.binary.UnpackedBinary;
import io.conclave.nativerisk.library.LibraryAnswer.Done;
import io.conclave.nativerisk.library.LibraryAnswer.Refused;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The kernels, called in this process and on the caller's thread. Any number of threads may call at once; nothing is kept
 * between calls. The child process gives the same bits for the same question.
 *
 * <p>For questions about many positions at once. Arrays are the caller's: read during the call, and those for results
 * written to if it is {@link Done}.
 */
public final class RiskLibrary {
    private static final String FILE = "libconclave_risk.so";
    private static final String SETTING = "conclave.native-risk.library";
    private static final int MOST_ASSETS = 2_048;

    private static @Nullable RiskLibrary ours;

    private final LibraryIdentity identity;

    private RiskLibrary(LibraryIdentity identity) {
        this.identity = identity;
    }

    /**
     * Loads the library, if it is not yet; it stays loaded until the process ends. One library a process: the last one
     * opened is the one that all talk to.
     *
     * @param file the library to load; empty takes the one on the class path
     * @throws IOException if there is none for this machine, it cannot be loaded, or it is of another version
     */
    public static synchronized RiskLibrary open(Optional<Path> file) throws IOException {
        if (file.isPresent()) {
            return load(file.get().toAbsolutePath());
        }
        if (ours == null) {
            // Once it is loaded, the file may go: the kernel keeps what is mapped.
            try (var unpacked = UnpackedBinary.of(FILE, SETTING)) {
                ours = load(unpacked.file());
            }
        }
        return ours;
    }

    private static RiskLibrary load(Path file) throws IOException {
        try {
            var library = NativeLibrary.getInstance(file.toString());
            int version = library.getFunction("conclave_abi_version").invokeInt(new Object[0]);
            if (version != ConclaveRisk.ABI_VERSION) {
                throw new IOException("We speak version " + ConclaveRisk.ABI_VERSION + " to the risk library, and "
                        + file + " is of version " + version + ": build both from the same sources");
            }
            ConclaveRisk.bind(library);
            ConclaveMeasures.bind(library);
        } catch (LinkageError e) {
            throw new IOException(
                    "The risk library " + file + " cannot be loaded: build native-risk here, or correct " + SETTING, e);
        }
        int features = ConclaveRisk.conclave_cpu_features();
        return new RiskLibrary(new LibraryIdentity(
                ConclaveRisk.ABI_VERSION,
                ConclaveRisk.conclave_build_id(),
                ConclaveRisk.conclave_kernel_version(ConclaveRisk.KERNEL_CROSSOVER),
                ConclaveRisk.conclave_kernel_version(ConclaveRisk.KERNEL_MONTE_CARLO),
                ConclaveRisk.conclave_kernel_version(ConclaveRisk.KERNEL_PORTFOLIO_RISK),
                (features & ConclaveRisk.CPU_AVX2) != 0,
                (features & ConclaveRisk.CPU_AVX512) != 0,
                ConclaveRisk.conclave_chosen_isa()));
    }

    public LibraryIdentity identity() {
        return identity;
    }

    /**
     * Backtests a crossover of moving averages.
     *
     * @param opensE8 oldest first, 1e-8 quote currency, each &gt; 0
     * @param closesE8 of the same bars
     * @param positions empty, or room for the position held after each bar of the run
     */
    public LibraryAnswer<CrossoverFigures> backtest(
            long[] opensE8, long[] closesE8, CrossoverRun run, byte[] positions) {
        if (opensE8.length != closesE8.length) {
            return new Refused<>(Refusal.BAD_BARS);
        }
        byte[] result = new byte[ConclaveRisk.CROSSOVER_RESULT_BYTES];
        int status = ConclaveRisk.conclave_crossover_backtest(
                opensE8,
                closesE8,
                opensE8.length,
                run.packedLegs(),
                run.legs().size(),
                run.endBar(),
                run.costs().fee().value(),
                run.costs().slippage().value(),
                result,
                result.length,
                positions.length == 0 ? null : positions,
                positions.length);
        return status == ConclaveRisk.OK ? new Done<>(figures(inC(result))) : new Refused<>(Refusal.of(status));
    }

    private static CrossoverFigures figures(ByteBuffer result) {
        return new CrossoverFigures(
                result.getDouble(), result.getDouble(), result.getDouble(), result.getInt(), result.getInt());
    }

    /**
     * The lower triangle L of covariance = L L', as {@link #monteCarlo} asks for it.
     *
     * @param covariance n n, row after row, symmetric, positive semidefinite
     * @param assets n
     */
    public LibraryAnswer<double[]> cholesky(double[] covariance, int assets) {
        if (assets < 1 || covariance.length != (long) assets * assets) {
            return new Refused<>(Refusal.NOT_POSITIVE);
        }
        double[] lower = new double[covariance.length];
        int status = ConclaveRisk.conclave_cholesky(covariance, assets, lower);
        return status == ConclaveRisk.OK ? new Done<>(lower) : new Refused<>(Refusal.of(status));
    }

    /**
     * Simulates what a book of n assets may lose over one horizon.
     *
     * @param exposures n market values, one currency, + is long
     * @param means n expected returns over the horizon; empty: all 0
     * @param cholesky n n, row after row: the lower triangle of the returns' covariance over the horizon
     * @param losses empty, or room for one loss a path
     */
    public LibraryAnswer<SimulatedRisk> monteCarlo(
            double[] exposures, double[] means, double[] cholesky, MonteCarlo paths, double[] losses) {
        if (cholesky.length != (long) exposures.length * exposures.length
                || (means.length != 0 && means.length != exposures.length)) {
            return new Refused<>(Refusal.BAD_SHAPES);
        }
        double[] result = new double[ConclaveRisk.MONTE_CARLO_RESULT_DOUBLES];
        int status = ConclaveRisk.conclave_monte_carlo(
                packed(paths),
                ConclaveRisk.MONTE_CARLO_REQUEST_BYTES,
                exposures,
                orNull(means),
                cholesky,
                exposures.length,
                result,
                (long) Double.BYTES * result.length,
                orNull(losses),
                losses.length);
        return status == ConclaveRisk.OK
                ? new Done<>(
                        new SimulatedRisk(result[0], result[1], result[2], result[3], result[4], result[5], result[6]))
                : new Refused<>(Refusal.of(status));
    }

    private static byte[] packed(MonteCarlo paths) {
        byte[] packed = new byte[ConclaveRisk.MONTE_CARLO_REQUEST_BYTES];
        inC(packed)
                .putLong(paths.paths())
                .putLong(paths.seed())
                .putInt(paths.level().value())
                .putInt(paths.revaluation().ordinal())
                .putInt(paths.antithetic() ? 1 : 0)
                .putInt(paths.threads())
                .putInt(paths.isa().ordinal());
        return packed;
    }

    /**
     * Measures a portfolio, and what it would become: all of the same names, over the same scenarios, at the same terms.
     * All or none: one that cannot be measured refuses the batch.
     *
     * @param book as it is
     * @param after the positions after each order of a batch, say; each as many as the book has
     * @return the book's risk, then one for each of {@code after}
     */
    public LibraryAnswer<List<PortfolioRisk>> portfolioRisk(PortfolioRequest book, List<List<Double>> after) {
        int names = book.positions().size();
        if (after.stream().anyMatch(positions -> positions.size() != names)) {
            return new Refused<>(Refusal.RISK_BAD_SHAPE);
        }
        int portfolios = 1 + after.size();
        double[] positions = Stream.concat(Stream.of(book.positions()), after.stream())
                .flatMap(List::stream)
                .mapToDouble(position -> position)
                .toArray();
        byte[] reports = new byte[Math.multiplyExact(PortfolioRisk.REPORT_BYTES, portfolios)];
        byte[] contributions = new byte[Math.multiplyExact(PortfolioRisk.CONTRIBUTION_BYTES, positions.length)];
        byte[] options = packed(book);
        int status = ConclaveRisk.conclave_portfolio_risk(
                positions,
                portfolios,
                names,
                book.scenarios().toArray(),
                book.scenarios().observations(),
                options,
                options.length,
                reports,
                PortfolioRisk.REPORT_BYTES,
                contributions,
                positions.length);
        if (status != ConclaveRisk.OK) {
            return new Refused<>(Refusal.of(status));
        }
        return new Done<>(IntStream.range(0, portfolios)
                .mapToObj(portfolio -> risk(reports, contributions, portfolio, names))
                .toList());
    }

    /** A portfolio's own part of both arrays, one behind the other. */
    private PortfolioRisk risk(byte[] reports, byte[] contributions, int portfolio, int names) {
        int bytes = PortfolioRisk.CONTRIBUTION_BYTES * names;
        byte[] own = new byte[PortfolioRisk.REPORT_BYTES + bytes];
        System.arraycopy(reports, PortfolioRisk.REPORT_BYTES * portfolio, own, 0, PortfolioRisk.REPORT_BYTES);
        System.arraycopy(contributions, bytes * portfolio, own, PortfolioRisk.REPORT_BYTES, bytes);
        return PortfolioRisk.read(MemorySegment.ofArray(own), identity.portfolioVersion(), names)
                .orElseThrow(() -> new IllegalStateException(
                        "The risk library gave a report that cannot be true: build both from the same sources"));
    }

    private static byte[] packed(PortfolioRequest book) {
        byte[] packed = new byte[ConclaveRisk.PORTFOLIO_OPTIONS_BYTES];
        inC(packed)
                .putDouble(book.limits().gross())
                .putDouble(book.limits().net())
                .putDouble(book.limits().name())
                .putDouble(book.limits().concentration())
                .putDouble(book.limits().cvar())
                .putDouble(book.decay())
                .putDouble(book.degreesOfFreedom())
                .putLong(book.monteCarlo().seed())
                .putInt(book.monteCarlo().paths())
                .putInt(book.monteCarlo().threads())
                .putInt(book.monteCarlo().covariance().ordinal())
                .putInt(book.levelBps());
        return packed;
    }

    /**
     * The probability of backtest overfitting, from the sums that a sweep leaves behind.
     *
     * @param sums for each trial and part the sum of its log returns, then that of their squares; a trial's parts next to
     *     each other
     * @param parts even, 2 to 20; 16 is usual
     * @param partObservations log returns in each part, at least 2
     */
    public LibraryAnswer<OverfittingOdds> overfitting(double[] sums, int parts, long partObservations) {
        if (parts < 1 || sums.length % (2 * parts) != 0) {
            return new Refused<>(Refusal.RISK_BAD_SHAPE);
        }
        byte[] result = new byte[ConclaveRisk.OVERFITTING_BYTES];
        int status = ConclaveRisk.conclave_measure_overfitting(
                sums, sums.length / (2 * parts), parts, partObservations, result, result.length);
        var inC = inC(result);
        return status == ConclaveRisk.OK
                ? new Done<>(new OverfittingOdds(
                        inC.getDouble(0), inC.getDouble(32), inC.getDouble(48), inC.getDouble(64), inC.getLong(72)))
                : new Refused<>(Refusal.of(status));
    }

    /**
     * Whether forecasts of value at risk were right: Kupiec, Christoffersen, the Basel Committee, Acerbi and Szekely.
     *
     * @param losses one a day, oldest first, losses positive, any unit; at least 2
     * @param vars value at risk of the same days, forecast before, in the losses' unit
     * @param shortfalls empty, or the expected shortfall of the same days, each &gt; 0, in the losses' unit
     * @param level of both forecasts, 5,000 to 9,999: 9,900 is 99 %
     */
    public LibraryAnswer<ForecastReview> reviewForecasts(
            double[] losses, double[] vars, double[] shortfalls, Bps level) {
        if (vars.length != losses.length || (shortfalls.length != 0 && shortfalls.length != losses.length)) {
            return new Refused<>(Refusal.RISK_BAD_SHAPE);
        }
        byte[] review = new byte[ForecastReview.BYTES];
        return answer(
                ConclaveMeasures.conclave_review_forecasts(
                        losses, vars, orNull(shortfalls), losses.length, level.value(), review, review.length),
                review,
                ForecastReview::read);
    }

    /**
     * Whether a bet is admitted by risk-constrained Kelly: is the probability that the wealth ever falls below the share
     * {@code alpha} of today's kept under {@code beta}?
     *
     * @param weights shares of wealth, one a name, + is long
     * @param scenarios simple returns of the same names, each scenario as likely as the others; at least 1
     * @param alpha the share that is guarded, between 0 and 1
     * @param beta the probability allowed, between 0 and 1
     */
    public LibraryAnswer<KellyVerdict> checkKelly(double[] weights, ReturnTable scenarios, double alpha, double beta) {
        if (weights.length != scenarios.columns()) {
            return new Refused<>(Refusal.RISK_BAD_SHAPE);
        }
        byte[] verdict = new byte[KellyVerdict.BYTES];
        return answer(
                ConclaveMeasures.conclave_check_kelly(
                        weights,
                        weights.length,
                        scenarios.toArray(),
                        scenarios.observations(),
                        alpha,
                        beta,
                        verdict,
                        verdict.length),
                verdict,
                KellyVerdict::read);
    }

    /**
     * The covariance of returns, exponentially weighted, their means taken as 0; for {@link #cholesky}.
     *
     * @param returns at least 1 observation of n assets, 1 to 2,048
     * @param decay above 0, at most 1: 0.94 for days, 1 for equal weights
     * @return n n, row after row, in the returns' unit squared
     */
    public LibraryAnswer<double[]> ewmaCovariance(ReturnTable returns, double decay) {
        if (returns.columns() > MOST_ASSETS) {
            return new Refused<>(Refusal.RISK_BAD_PARAMETER);
        }
        double[] covariance = new double[returns.columns() * returns.columns()];
        int status = ConclaveMeasures.conclave_ewma_covariance(
                returns.toArray(), returns.observations(), returns.columns(), decay, covariance);
        return status == ConclaveRisk.OK ? new Done<>(covariance) : new Refused<>(Refusal.of(status));
    }

    /**
     * The covariance of returns, shrunk towards constant correlation (Ledoit and Wolf, 2004); for {@link #cholesky}.
     *
     * @param returns at least 2 observations of n assets, 1 to 2,048
     * @param covariance room for n n numbers, row after row, in the returns' unit squared
     * @return how far it was shrunk: 0 is the sample's, 1 constant correlation
     */
    public LibraryAnswer<Double> shrunkCovariance(ReturnTable returns, double[] covariance) {
        if (covariance.length != (long) returns.columns() * returns.columns()) {
            return new Refused<>(Refusal.RISK_BAD_SHAPE);
        }
        double[] intensity = new double[1];
        int status = ConclaveMeasures.conclave_shrunk_covariance(
                returns.toArray(), returns.observations(), returns.columns(), covariance, intensity);
        return status == ConclaveRisk.OK ? new Done<>(intensity[0]) : new Refused<>(Refusal.of(status));
    }

    /** The probabilistic and the deflated Sharpe ratio and the minimum track record, from moments alone. */
    public LibraryAnswer<SharpeVerdict> judgeSharpe(SharpeEvidence evidence) {
        byte[] packed = new byte[SharpeEvidence.BYTES];
        evidence.write(inC(packed));
        byte[] verdict = new byte[SharpeVerdict.BYTES];
        return answer(
                ConclaveMeasures.conclave_judge_sharpe(packed, packed.length, verdict, verdict.length),
                verdict,
                SharpeVerdict::read);
    }

    private static <T> LibraryAnswer<T> answer(int status, byte[] structure, Function<ByteBuffer, T> read) {
        return status == ConclaveRisk.OK ? new Done<>(read.apply(inC(structure))) : new Refused<>(Refusal.of(status));
    }

    /** A structure, its words as C has them here. */
    private static ByteBuffer inC(byte[] structure) {
        return ByteBuffer.wrap(structure).order(ByteOrder.nativeOrder());
    }

    private static double @Nullable [] orNull(double[] numbers) {
        return numbers.length == 0 ? null : numbers;
    }
}
