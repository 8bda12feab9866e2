package io.conclave.nativerisk.library;

/**
 * Which library it is, and what it found here.
 *
 * @param abiVersion of its C header
 * @param buildId hash of its sources, 16 hex digits; the child's of the same build is the same
 * @param crossoverVersion changes when the same backtest would give other numbers; the next two, when the
 *     same paths or the same portfolio would
 * @param avx2 whether this processor has it, with FMA; {@code avx512} likewise
 * @param chosenIsa what the kernels run with: {@code scalar}, {@code AVX2} or {@code AVX-512}
 */
public record LibraryIdentity(
        int abiVersion,
        String buildId,
        int crossoverVersion,
        int monteCarloVersion,
        int portfolioVersion,
        boolean avx2,
        boolean avx512,
        String chosenIsa) {}
