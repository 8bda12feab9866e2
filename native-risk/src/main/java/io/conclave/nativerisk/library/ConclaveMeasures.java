package io.conclave.nativerisk.library;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import org.jspecify.annotations.Nullable;

/** The functions of {@code cpp/abi/conclave_measures.h}, by their C names. */
@SuppressWarnings("MemberName")
final class ConclaveMeasures {
    private ConclaveMeasures() {}

    static void bind(NativeLibrary library) {
        Native.register(ConclaveMeasures.class, library);
    }

    static native int conclave_review_forecasts(
            double[] losses,
            double[] vars,
            double @Nullable [] shortfalls,
            long days,
            int levelBps,
            byte[] review,
            long reviewBytes);

    static native int conclave_check_kelly(
            double[] weights,
            int names,
            double[] returns,
            int scenarios,
            double alpha,
            double beta,
            byte[] verdict,
            long verdictBytes);

    static native int conclave_ewma_covariance(
            double[] returns, int observations, int assets, double decay, double[] covariance);

    static native int conclave_shrunk_covariance(
            double[] returns, int observations, int assets, double[] covariance, double[] intensity);

    static native int conclave_judge_sharpe(byte[] evidence, long evidenceBytes, byte[] verdict, long verdictBytes);
}
