package io.conclave.benchmarks;

import io.conclave.benchmarks.Bench.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the kernels do beside the machine's limits, plain code and a library that people use. */
final class NativeMeasures {
    private static final int SAMPLES = 7;

    private NativeMeasures() {}

    static List<Part> parts() {
        return List.of(
                new Part(
                        List.of(
                                "sweep.f64.limit_fraction",
                                "sweep.f64.bit_equal",
                                "sweep.runlength.same_fills",
                                "sweep.runlength.difference",
                                "sweep.runlength.vs_f64",
                                "sweep.f64.vs_ta4j",
                                "sweep.runlength.vs_ta4j",
                                "sweep.f64.vs_ta4j_default",
                                "sweep.trades_as_ta4j",
                                "sweep.threads2.speedup"),
                        new SweepMeasures()),
                new Part(
                        List.of("mc.philox.vs_naive", "mc.philox.se_from_analytic", "mc.philox.same_bits"),
                        NativeMeasures::monteCarlo),
                new Part(List.of("stats.pbo.seconds"), NativeMeasures::overfitting),
                new Part(List.of("worker.rss_mib.1m_bars"), NativeMeasures::memory));
    }

    private static List<Result> memory(BenchProgram program, Consumer<String> progress) {
        progress.accept("Worker: memory with a million bars");
        return List.of(WorkerMemory.take());
    }

    private static List<Result> overfitting(BenchProgram program, Consumer<String> progress) {
        progress.accept("Probability of overfitting: 16 parts, 480 returns of 100 trials");
        var seconds = new ArrayList<Double>();
        for (int i = 0; i < SAMPLES; i++) {
            seconds.add(program.ask("overfitting").get("seconds"));
        }
        return List.of(Result.of("stats.pbo.seconds", "s", seconds).toBe(Target.below(1)));
    }

    private static List<Result> monteCarlo(BenchProgram program, Consumer<String> progress) {
        progress.accept("Monte-Carlo: 1M paths of 50 correlated assets beside plain C++");
        var faster = new ArrayList<Double>();
        var plain = new ArrayList<Double>();
        for (int i = 0; i < SAMPLES; i++) {
            var seconds = program.ask("monte_carlo");
            faster.add(seconds.get("plain_s") / seconds.get("ours_s"));
            plain.add(seconds.get("plain_s"));
        }
        progress.accept("Monte-Carlo: value at risk beside the analytic one; bits beside bits");
        var errors = List.of(program.ask("monte_carlo_error").get("standard_errors"));
        var same = List.of(program.ask("monte_carlo_bits").get("same"));
        return List.of(
                Result.of("mc.philox.vs_naive", "ratio", faster)
                        .beside("std::mt19937_64 and std::normal_distribution, seconds", plain)
                        .toBe(Target.atLeast(9)),
                Result.of("mc.philox.se_from_analytic", "SE", errors)
                        .beside("analytic VaR of the linear book", List.of(0.0))
                        .toBe(Target.atMost(3)),
                Result.of("mc.philox.same_bits", "share", same)
                        .beside("1 and 2 threads, every instruction set", List.of(1.0))
                        .toBe(Target.exactly(1)));
    }
}
