package io.conclave.benchmarks;

import io.conclave.benchmarks.Bench.Part;
import io.conclave.nativerisk.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What it costs to reach the worker: a frame there and back, and bars. */
final class IpcMeasures {
    private static final int ROUNDS = 9;
    private static final int TRIPS = 5_000;
    private static final int BULKS_A_ROUND = 9;

    private IpcMeasures() {}

    static List<Part> parts() {
        return List.of(
                new Part(List.of("ipc.rtt.vs_c_pipe", "ipc.rtt.worker_ping_vs_c_pipe"), IpcMeasures::roundTrip),
                new Part(
                        List.of(
                                "ipc.bulk8mb.pipe_vs_shm",
                                "ipc.bulk8mb.bytes_by_pipe_vs_shm",
                                "ipc.bulk8mb.pipe_vs_copied_shm"),
                        IpcMeasures::bulk));
    }

    /** Ping and pong beside 64 bytes between two C processes: on one thread, and through the worker's own door. */
    private static List<Result> roundTrip(BenchProgram program, Consumer<String> progress) {
        progress.accept("A frame to the worker and back, beside two C processes");
        var floors = new ArrayList<Double>();
        var frames = new ArrayList<Double>();
        var pings = new ArrayList<Double>();
        try (var trip = FrameTrip.open()) {
            Workers.with(worker -> {
                for (int round = -3; round < ROUNDS; round++) {
                    double floor = program.ask("pipe 64 " + TRIPS).get("p50_ns") / 1e3;
                    double frame = median(TRIPS, trip::nanos) / 1e3;
                    double ping = median(TRIPS, () -> pingOf(worker)) / 1e3;
                    if (round >= 0) {
                        floors.add(floor);
                        frames.add(frame);
                        pings.add(ping);
                    }
                }
                return floors;
            });
        }
        return List.of(
                Result.of("ipc.rtt.vs_c_pipe", "ratio", Median.ratios(frames, floors))
                        .beside("two C processes, 64 bytes by pipe, p50, us", floors)
                        .toBe(Target.atMost(1.5)),
                Result.of("ipc.rtt.worker_ping_vs_c_pipe", "ratio", Median.ratios(pings, floors))
                        .beside("the same; the worker's door hands over between two threads", floors));
    }

    private static double pingOf(Worker worker) {
        return worker.ping()
                .orThrow(failed -> new NotMeasuredException(failed.detail()))
                .toNanos();
    }

    private static List<Result> bulk(BenchProgram program, Consumer<String> progress) {
        progress.accept("8 MiB of bars to a child: pipe and shared memory");
        var pipe = new ArrayList<Double>();
        var bytes = new ArrayList<Double>();
        var copied = new ArrayList<Double>();
        var lying = new ArrayList<Double>();
        try (var bulk = Bulk.open(program)) {
            for (int round = -2; round < ROUNDS; round++) {
                double through = median(BULKS_A_ROUND, bulk::throughThePipe);
                double raw = median(BULKS_A_ROUND, bulk::bytesThroughThePipe);
                double copy = median(BULKS_A_ROUND, bulk::copiedIntoSharedMemory);
                double there = median(BULKS_A_ROUND, bulk::lyingInSharedMemory);
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

    /** Of so many in a row. */
    private static double median(int count, Take take) {
        var samples = new ArrayList<Double>();
        for (int i = 0; i < count; i++) {
            samples.add(take.nanos());
        }
        return Median.of(samples);
    }
}
