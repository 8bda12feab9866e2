package io.conclave.system.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was done so far, by kind of fault: how often, and how long it took until the next could be done. */
final class Toll {
    private final SortedMap<String, Integer> counts = new TreeMap<>();
    private final SortedMap<String, Long> nanos = new TreeMap<>();

    void add(String kind, long took) {
        counts.merge(kind, 1, Integer::sum);
        nanos.merge(kind, took, Long::sum);
    }

    SortedMap<String, Integer> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }

    int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A file for each kind, {@code KIND.counts}, with the count and the seconds: what {@code ./conclave long} tells. */
    void write(Path folder) {
        try {
            Files.createDirectories(folder);
            for (var kind : counts.entrySet()) {
                long seconds = nanos.getOrDefault(kind.getKey(), 0L) / 1_000_000_000;
                Files.writeString(
                        folder.resolve(kind.getKey().replace(' ', '-') + ".counts"), kind.getValue() + " " + seconds);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
