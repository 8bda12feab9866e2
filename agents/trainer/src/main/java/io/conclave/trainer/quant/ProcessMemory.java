package io.conclave.trainer.quant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process costs in memory, as Linux counts it; -1 where nobody counts. */
final class ProcessMemory {
    private ProcessMemory() {}

    /** The most it ever held at once, KiB, pages shared with others included. */
    static long peakRssKib() {
        return read(Path.of("/proc/self/status"), "VmHWM:");
    }

    /** What it holds now, KiB, each shared page divided by its holders. */
    static long pssKib() {
        return read(Path.of("/proc/self/smaps_rollup"), "Pss:");
    }

    private static long read(Path file, String key) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(key)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return -1;
    }
}
