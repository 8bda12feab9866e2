package io.conclave.nativerisk.library;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import org.jspecify.annotations.Nullable;

/** The functions of {@code cpp/abi/conclave_risk.h}, by their C names; JNA binds them when the library is opened. */
@SuppressWarnings("MemberName")
final class ConclaveRisk {
    static final int ABI_VERSION = 1;
    static final int OK = 0;

    static final int KERNEL_CROSSOVER = 1;
    static final int KERNEL_MONTE_CARLO = 2;
    static final int KERNEL_PORTFOLIO_RISK = 3;

    static final int CPU_AVX2 = 1;
    static final int CPU_AVX512 = 2;

    static final int CROSSOVER_RESULT_BYTES = 32;
    static final int MONTE_CARLO_REQUEST_BYTES = 40;
    static final int MONTE_CARLO_RESULT_DOUBLES = 7;
    static final int PORTFOLIO_OPTIONS_BYTES = 80;
    static final int OVERFITTING_BYTES = 96;

    private ConclaveRisk() {}

    static void bind(NativeLibrary library) {
        Native.register(ConclaveRisk.class, library);
    }

    static native String conclave_build_id();

    static native int conclave_kernel_version(int kernel);

    static native int conclave_cpu_features();

    static native String conclave_chosen_isa();

    static native int conclave_crossover_backtest(
            long[] opensE8,
            long[] closesE8,
            int bars,
            int[] legs,
            int legCount,
            int endBar,
            int feeBps,
            int slippageBps,
            byte[] result,
            long resultBytes,
            byte @Nullable [] positions,
            int positionCount);

    static native int conclave_cholesky(double[] covariance, int assets, double[] lower);

    static native int conclave_monte_carlo(
            byte[] request,
            long requestBytes,
            double[] exposures,
            double @Nullable [] means,
            double[] cholesky,
            int assets,
            double[] result,
            long resultBytes,
            double @Nullable [] losses,
            long lossCount);

    static native int conclave_portfolio_risk(
            double[] positions,
            int portfolios,
            int names,
            double[] returns,
            int scenarios,
            byte[] options,
            long optionsBytes,
            byte[] reports,
            long reportBytes,
            byte @Nullable [] contributions,
            long contributionCount);

    static native int conclave_measure_overfitting(
            double[] sums, int trials, int parts, long partObservations, byte[] result, long resultBytes);
}
