package io.conclave.app.doctor;

import io.conclave.nativerisk.library.LibraryIdentity;
import io.conclave.nativerisk.library.RiskLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the doctor says of the kernels in the engine's own process: which they are, and what they run with here. */
final class RiskLibraryFinding {
    private static final String ABOUT = "risk library";

    private RiskLibraryFinding() {}

    /** Loads it; it stays loaded, and keeps no file. */
    static Finding of(Optional<Path> file) {
        try {
            return Finding.well(ABOUT, told(RiskLibrary.open(file).identity()));
        } catch (IOException e) {
            return Finding.ailing(
                    ABOUT,
                    String.valueOf(e.getMessage()),
                    "Build it again (./conclave builds what is stale); it needs Linux on x86-64, g++ and CMake");
        }
    }

    private static String told(LibraryIdentity library) {
        return "answers, ABI " + library.abiVersion() + ", build " + library.buildId() + ", kernels: crossover "
                + library.crossoverVersion() + ", Monte-Carlo " + library.monteCarloVersion() + ", portfolio "
                + library.portfolioVersion() + "; computes with " + library.chosenIsa() + " (AVX2 "
                + thereOrNot(library.avx2()) + ", AVX-512 " + thereOrNot(library.avx512()) + ")";
    }

    private static String thereOrNot(boolean there) {
        return there ? "there" : "not there";
    }
}
