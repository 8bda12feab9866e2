package io.conclave.app.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Watches how much memory this process and its children hold, and remembers the most.
 *
 * <p>Proportional set size as the kernel counts it, so that a page two processes share counts once. Children of a kind can
 * be counted apart (the trainer). Off Linux nothing is measured and the peak is zero.
 */
public final class PeakMemory implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(250);

    /** The kernel walks all pages for an answer: on a small machine no more than a fiftieth of the time goes there. */
    private static final int PAUSES_PER_LOOK = 49;

    private final Predicate<ProcessHandle> apart;
    private final Thread sampler;
    private volatile boolean watching = true;
    private volatile long peakKib;
    private volatile long peakApartKib;

    /**
     * @param apart which children are not counted with the rest
     */
    public static PeakMemory watching(Predicate<ProcessHandle> apart) {
        return new PeakMemory(apart);
    }

    private PeakMemory(Predicate<ProcessHandle> apart) {
        this.apart = apart;
        this.sampler = Thread.ofPlatform().daemon().name("peak-memory").start(this::watch);
    }

    /** The most that this process and its children held together, MiB. */
    public long peakMib() {
        sample();
        return peakKib / 1024;
    }

    /** The most that the children counted apart held together, MiB. */
    public long peakApartMib() {
        return peakApartKib / 1024;
    }

    @Override
    public void close() {
        watching = false;
        sampler.interrupt();
    }

    private void watch() {
        while (watching) {
            long begun = System.nanoTime();
            sample();
            long pause = (System.nanoTime() - begun) * PAUSES_PER_LOOK;
            try {
                Thread.sleep(Duration.ofNanos(Math.max(PERIOD.toNanos(), pause)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized void sample() {
        long together = pssKib(ProcessHandle.current());
        long aside = 0;
        try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
            for (ProcessHandle child : children.toList()) {
                if (isStillOurselves(child)) {
                    continue;
                }
                if (apart.test(child)) {
                    aside += pssKib(child);
                } else {
                    together += pssKib(child);
                }
            }
        }
        peakKib = Math.max(peakKib, together);
        peakApartKib = Math.max(peakApartKib, aside);
    }

    /**
     * A child that has not yet become another program shares our very memory; the kernel would count it a second time.
     */
    private static boolean isStillOurselves(ProcessHandle child) {
        try {
            var ours = Files.readAllBytes(Path.of("/proc/self/cmdline"));
            return Arrays.equals(ours, Files.readAllBytes(proc(child, "cmdline")));
        } catch (IOException e) {
            return false;
        }
    }

    private static Path proc(ProcessHandle process, String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    /**
     * Zero for a process that is gone. Of a confined worker the kernel tells nobody but root its proportional size: then
     * it is the resident one, which is a little more.
     */
    private static long pssKib(ProcessHandle process) {
        return kib(process, "smaps_rollup", "Pss:")
                .or(() -> kib(process, "status", "VmRSS:"))
                .orElse(0L);
    }

    private static Optional<Long> kib(ProcessHandle process, String file, String name) {
        try (Stream<String> lines = Files.lines(proc(process, file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
