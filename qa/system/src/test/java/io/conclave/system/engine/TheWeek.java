package io.conclave.system.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.conclave.testkit.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * {@code ./conclave demo --headless --json}, run once, undisturbed: what every other run is compared with.
 *
 * @param seconds from the start of the process to its end
 * @param peakMib most memory of engine and workers together, as seen from outside
 */
public record TheWeek(Workplace place, Ended ended, long pid, double seconds, long peakMib) {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private static final class Once {
        private static final TheWeek PLAYED = play(emptied(Path.of("target", "the-week")));
    }

    public static TheWeek played() {
        return Once.PLAYED;
    }

    public JsonNode report() {
        return ended.report();
    }

    /** Of the run without costs, which trades; other runs without costs must come to it. */
    public String hashWithoutCosts() {
        return report().required("zeroCost").required("decisionHash").textValue();
    }

    /** The folder of the run without costs. */
    Path runWithoutCosts() {
        return place.runs().stream()
                .filter(run -> !run.getFileName()
                        .toString()
                        .equals(report().required("run").textValue()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is one run only in " + place.data()));
    }

    private static TheWeek play(Path folder) {
        var place = Workplace.in(folder);
        long started = System.nanoTime();
        long peakKib = 0;
        try (var engine = place.start("demo", "--headless", "--json")) {
            while (engine.isAlive()) {
                peakKib = Math.max(peakKib, Memory.ofEngine(engine.handle()));
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
            return new TheWeek(
                    place, engine.await(), engine.pid(), (System.nanoTime() - started) / 1e9, peakKib / 1024);
        }
    }

    private static Path emptied(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> old = Files.walk(folder)) {
                    for (Path file :
                            List.copyOf(old.sorted(Comparator.reverseOrder()).toList())) {
                        Files.delete(file);
                    }
                }
            }
            return Files.createDirectories(folder).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
