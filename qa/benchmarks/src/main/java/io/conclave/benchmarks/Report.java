package io.conclave.benchmarks;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run of one bench, or of all.
 *
 * @param at when it began, ISO-8601, UTC
 */
record Report(String bench, String at, Machine machine, List<Result> results) {
    Report {
        results = List.copyOf(results);
    }

    static Report of(String bench, Instant at, Machine machine, List<Result> results) {
        return new Report(bench, at.toString(), machine, results);
    }

    /** The same for people. */
    String table() {
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s at %s: %s, %d cores, %s, load %.2f, JDK %s%n%n",
                bench,
                at,
                machine.cpu(),
                machine.cores(),
                machine.isa(),
                machine.loadavg(),
                machine.jdk()));
        text.append(String.format("%-32s %12s %-8s %-10s %-6s %s%n", "name", "median", "unit", "target", "", "beside"));
        for (var result : results) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-32s %12s %-8s %-10s %-6s %s%n",
                    result.name(),
                    number(result.value()),
                    result.unit(),
                    result.target() == null ? "" : result.target(),
                    verdict(result.holds()),
                    peer(result)));
        }
        return text.toString().stripTrailing();
    }

    private static String verdict(@Nullable Boolean holds) {
        return holds == null ? "" : holds ? "holds" : "FAILS";
    }

    private static String peer(Result result) {
        var value = result.peerValue();
        return result.peer() == null ? "" : result.peer() + (value == null ? "" : ": " + number(value));
    }

    private static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) value);
        }
        return size >= 1000
                ? String.format(Locale.ROOT, "%,.0f", value)
                : size >= 0.01 ? String.format(Locale.ROOT, "%.3f", value) : String.format(Locale.ROOT, "%.3g", value);
    }
}
