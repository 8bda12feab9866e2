package io.conclave.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** PostgreSQL's own benchmark against a database of its own on the same server: {@code pgbench -N}. */
final class PgBench implements AutoCloseable {
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private final JournalBed bed;
    private final String database;

    private PgBench(JournalBed bed, String database) {
        this.bed = bed;
        this.database = database;
    }

    /** Fills its tables; a few seconds. */
    static PgBench prepared(JournalBed bed) {
        var url = bed.server().freshDatabase();
        var bench = new PgBench(bed, url.substring(url.lastIndexOf('/') + 1));
        bench.run("-i", "-q", "-s", "5");
        return bench;
    }

    /** Transactions a second. */
    double perSecond(int clients, double seconds) {
        var said = run(
                "-N", "-n", "-M", "prepared", "-c", Integer.toString(clients), "-j", "1", "-T", Integer.toString((int)
                        Math.ceil(seconds)));
        var tps = TPS.matcher(said);
        if (!tps.find()) {
            throw new NotMeasuredException("pgbench told no tps: " + said);
        }
        return Double.parseDouble(tps.group(1));
    }

    private String run(String... options) {
        var command = new ArrayList<>(List.of(
                bed.server().programs().resolve("pgbench").toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(bed.server().port()),
                "-U",
                bed.server().user()));
        command.addAll(List.of(options));
        command.add(database);
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new NotMeasuredException("pgbench failed: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new NotMeasuredException("pgbench cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotMeasuredException("Interrupted while pgbench ran", e);
        }
    }

    /** Its database goes with the server. */
    @Override
    public void close() {}
}
