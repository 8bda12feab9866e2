package io.conclave.benchmarks;

import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.Backtest;
import io.conclave.nativerisk.CrossoverSweep;
import io.conclave.nativerisk.CrossoverSweep.Average;
import io.conclave.nativerisk.CrossoverSweep.Method;
import io.conclave.nativerisk.CrossoverSweep.WindowRange;
import io.conclave.nativerisk.DataSet;
import io.conclave.nativerisk.Progress;
import io.conclave.nativerisk.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a worker takes that holds a million bars, at its peak: loading them and sweeping 1,024 pairs over them. */
final class WorkerMemory {
    private static final int BARS = 1_000_000;
    private static final int SAMPLES = 5;

    private WorkerMemory() {}

    static Result take() {
        var walk = Walk.of(BARS, SweepMeasures.SEED);
        var peaks = new ArrayList<Double>();
        for (int i = 0; i < SAMPLES; i++) {
            peaks.add(Workers.with(worker -> peakOf(worker, walk)));
        }
        return Result.of("worker.rss_mib.1m_bars", "MiB", peaks).toBe(Target.below(64));
    }

    private static double peakOf(Worker worker, Walk walk) {
        try (var bars = worker.load(walk.prices()).orThrow(failed -> new NotMeasuredException(failed.detail()))) {
            worker.sweep(sweep(bars), Progress.IGNORED).orThrow(failed -> new NotMeasuredException(failed.detail()));
            return peakMiB(worker.pid());
        }
    }

    private static CrossoverSweep sweep(DataSet bars) {
        return new CrossoverSweep(
                bars,
                Average.SIMPLE,
                List.of(new WindowRange(5, 36, 1)),
                List.of(new WindowRange(140, 388, 8)),
                0,
                bars.size(),
                new Backtest.Costs(new Bps(Ta4jPeer.COST_BPS), Bps.ZERO),
                Method.AUTO,
                1,
                0);
    }

    private static double peakMiB(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                            .filter(line -> line.startsWith("VmHWM:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow(() -> new NotMeasuredException("/proc does not tell the worker's memory"))
                    / 1024.0;
        } catch (IOException e) {
            throw new NotMeasuredException("The worker is gone: " + e.getMessage(), e);
        }
    }
}
