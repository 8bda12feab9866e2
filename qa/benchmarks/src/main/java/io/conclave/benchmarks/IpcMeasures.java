package io.conclave.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What it costs to reach the worker: a frame there and back, and bars. */
final class IpcMeasures implements Bench.Measures {
    private static final int ROUNDS = 9;
    private static final int BULKS_A_ROUND = 9;

    @Override
    public List<Result> take(BenchProgram program, Consumer<String> progress) {
        var results = new ArrayList<Result>();
        results.addAll(bulk(program, progress));
        return results;
    }

    private static List<Result> bulk(BenchProgram program, Consumer<String> progress) {
        progress.accept("8 MiB of bars to a child: pipe and shared memory");
        var pipe = new ArrayList<Double>();
        var bytes = new ArrayList<Double>();
        var copied = new ArrayList<Double>();
        var lying = new ArrayList<Double>();
        try (var bulk = Bulk.open(program)) {
            for (int round = -2; round < ROUNDS; round++) {
                double through = median(bulk::throughThePipe);
                double raw = median(bulk::bytesThroughThePipe);
                double copy = median(bulk::copiedIntoSharedMemory);
                double there = median(bulk::lyingInSharedMemory);
                if (round >= 0) {
                    pipe.add(through / 1e6);
                    bytes.add(raw / 1e6);
                    copied.add(copy / 1e6);
                    lying.add(there / 1e6);
                }
            }
        }
        return List.of(
                Result.of("ipc.bulk8mb.pipe_vs_shm", "ratio", Median.ratios(pipe, lying))
                        .beside("encoded and sent through the pipe, ms", pipe)
                        .toBe(Target.atLeast(8)),
                Result.of("ipc.bulk8mb.bytes_by_pipe_vs_shm", "ratio", Median.ratios(bytes, lying))
                        .beside("already bytes and sent through the pipe, ms", bytes),
                Result.of("ipc.bulk8mb.pipe_vs_copied_shm", "ratio", Median.ratios(pipe, copied))
                        .beside("copied into shared memory first, ms", copied));
    }

    private interface Take {
        double nanos();
    }

    /** Of a few in a row. */
    private static double median(Take take) {
        var samples = new ArrayList<Double>();
        for (int i = 0; i < BULKS_A_ROUND; i++) {
            samples.add(take.nanos());
        }
        return Median.of(samples);
    }
}
