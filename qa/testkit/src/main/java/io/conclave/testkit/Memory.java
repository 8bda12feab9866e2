package io.conclave.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What processes hold: proportional set size as the kernel counts it, so that a page that two of them share counts once. */
public final class Memory {
    private Memory() {}

    /** A server and all its processes, KiB. */
    public static long of(ProcessHandle server) {
        return of(server, child -> true);
    }

    /** An engine and its workers, KiB; whatever trains a model comes and goes, and is told apart. */
    public static long ofEngine(ProcessHandle engine) {
        return of(
                engine,
                child -> child.info()
                        .commandLine()
                        .filter(line -> line.contains("QuantTrainer"))
                        .isEmpty());
    }

    private static long of(ProcessHandle top, Predicate<ProcessHandle> counts) {
        var line = top.info().commandLine();
        try (Stream<ProcessHandle> below = top.descendants()) {
            return pssKib(top)
                    + below.filter(counts)
                            // What has not yet become another program shares the very memory of its parent.
                            .filter(child -> !child.info().commandLine().equals(line))
                            .mapToLong(Memory::pssKib)
                            .sum();
        }
    }

    /** Zero for a process that is gone. Of a confined worker only root is told it: then what is resident, a little more. */
    private static long pssKib(ProcessHandle process) {
        return kib(process, "smaps_rollup", "Pss:")
                .or(() -> kib(process, "status", "VmRSS:"))
                .orElse(0L);
    }

    private static Optional<Long> kib(ProcessHandle process, String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
