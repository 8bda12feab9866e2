package io.conclave.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What was measured on.
 *
 * @param isa the widest vectors our kernels have that the processor has, too: avx512, avx2 or scalar
 * @param loadavg of the last minute, when the run began
 */
record Machine(String cpu, int cores, String isa, double loadavg, String jdk) {
    private static final List<String> AVX512 = List.of("avx512f", "avx512dq", "avx512vl", "avx512bw");
    private static final List<String> AVX2 = List.of("avx2", "fma", "bmi1", "bmi2", "abm");

    static Machine here() {
        try {
            return of(Files.readString(Path.of("/proc/cpuinfo")), Files.readString(Path.of("/proc/loadavg")));
        } catch (IOException e) {
            throw new UncheckedIOException("This machine does not tell what it is", e);
        }
    }

    static Machine of(String cpuinfo, String loadavg) {
        var flags = Set.copyOf(Arrays.asList(field(cpuinfo, "flags").split(" ", -1)));
        return new Machine(
                field(cpuinfo, "model name"),
                Runtime.getRuntime().availableProcessors(),
                !flags.containsAll(AVX2) ? "scalar" : flags.containsAll(AVX512) ? "avx512" : "avx2",
                Double.parseDouble(loadavg.split(" ", -1)[0]),
                Runtime.version().toString().replaceFirst("[+-].*", ""));
    }

    private static String field(String cpuinfo, String name) {
        return cpuinfo.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
