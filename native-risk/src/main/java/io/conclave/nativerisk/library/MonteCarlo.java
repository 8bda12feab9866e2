package io.conclave.nativerisk.library;

import io.conclave.domain.unit.Bps;

/**
 * How a book's losses are simulated. Path p's normals depend on seed, p and asset alone: the answer is the same bits for
 * any number of threads and every instruction set.
 *
 * @param paths 1 to 67,108,864; even if antithetic
 * @param seed any
 * @param level the confidence, 5,000 to 9,999: 9,900 is 99 %
 * @param revaluation what a return x does to an exposure
 * @param antithetic whether the second half of the paths mirrors the first
 * @param threads 1 to 256
 */
public record MonteCarlo(
        long paths, long seed, Bps level, Revaluation revaluation, boolean antithetic, int threads, Isa isa) {

    /** What a return x gains an exposure. */
    public enum Revaluation {
        /** exposure x */
        LINEAR,
        /** exposure (exp(x) - 1): x is a log return */
        LOG_NORMAL
    }

    /** What the paths are computed with; in the order of the C header. */
    public enum Isa {
        /** The widest this processor has. */
        BEST,
        SCALAR,
        AVX2,
        AVX512
    }
}
