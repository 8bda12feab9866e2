package io.conclave.app.jobs;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What jobs may take.
 *
 * @param folder where each has a folder of its own
 * @param data the files that jobs may read, by name
 * @param atOnce how many run on this node at a time, from 1
 * @param waiting how many may wait in all
 * @param heapMebibytes of a job's Java heap
 * @param timeout the longest one may run
 * @param mainClass of the program: {@code ./conclave}'s, ending with the node that began it
 */
public record JobSettings(
        Path folder, Path data, int atOnce, int waiting, int heapMebibytes, Duration timeout, String mainClass) {
    public JobSettings {
        if (atOnce < 1 || waiting < 1 || heapMebibytes < 64) {
            throw new IllegalArgumentException(
                    "conclave.jobs needs at-once and waiting of 1 or more and a heap of 64 MiB or more");
        }
    }

    /**
     * Reads {@code conclave.jobs} of {@code reference.conf}.
     *
     * @param dataDir {@code conclave.data-dir}, absolute
     */
    public static JobSettings from(Config conclave, Path dataDir) {
        var jobs = conclave.getConfig("jobs");
        return new JobSettings(
                dataDir.resolve("jobs"),
                dataDir.resolve(jobs.getString("data")),
                jobs.getInt("at-once"),
                jobs.getInt("waiting"),
                jobs.getInt("heap-mib"),
                jobs.getDuration("timeout"),
                jobs.getString("main-class"));
    }
}
