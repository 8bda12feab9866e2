package io.conclave.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** 100,000 bars and 8,192 pairs of averages: our kernels, the processor's limit, plain loops and ta4j, by turns. */
final class SweepMeasures implements Bench.Measures {
    static final int BARS = 100_000;
    static final long SEED = 7;

    private static final int ROUNDS = 9;
    private static final int WARM_ROUNDS = 3;
    private static final int PAIRS_A_ROUND = 12;
    private static final int COMPARED_PAIRS = 24;

    private final List<Double> limits = new ArrayList<>();
    private final List<Double> wide = new ArrayList<>();
    private final List<Double> runLength = new ArrayList<>();
    private final List<Double> ta4j = new ArrayList<>();
    private final List<Double> slowTa4j = new ArrayList<>();

    @Override
    public List<Result> take(BenchProgram program, Consumer<String> progress) {
        var walk = Walk.of(BARS, SEED);
        progress.accept("Sweep: 100,000 bars x 8,192 pairs, one core; ta4j on some of the pairs between");
        handOver(program, walk);
        var doubles = Ta4jPeer.inDoubles(walk);
        boolean limited = byTurns(program, doubles, Ta4jPeer.inDecimals(walk));

        var results = new ArrayList<Result>();
        if (limited) {
            results.add(Result.of("sweep.f64.limit_fraction", "ratio", Median.ratios(wide, limits))
                    .beside("measured vector-issue limit, bar-combinations/s", limits)
                    .toBe(Target.atLeast(0.70)));
        } else {
            progress.accept("Sweep: this processor has no AVX-512, so its limit for that kernel is not measured");
        }
        progress.accept("Sweep: every row beside that of plain loops");
        results.addAll(beside(program));
        results.add(Result.of("sweep.runlength.vs_f64", "ratio", Median.ratios(runLength, wide))
                .beside("f64 kernel, bar-combinations/s", wide)
                .toBe(Target.atLeast(2)));
        results.add(Result.of("sweep.f64.vs_ta4j", "ratio", Median.ratios(wide, ta4j))
                .beside("ta4j-core 0.18 in double, bar-combinations/s", ta4j)
                .toBe(Target.atLeast(1_000)));
        results.add(Result.of("sweep.runlength.vs_ta4j", "ratio", Median.ratios(runLength, ta4j))
                .beside("ta4j-core 0.18 in double, bar-combinations/s", ta4j)
                .toBe(Target.atLeast(2_500)));
        results.add(Result.of("sweep.f64.vs_ta4j_default", "ratio", Median.ratios(wide, slowTa4j))
                .beside("ta4j-core 0.18 in the decimals it takes unless told, bar-combinations/s", slowTa4j));
        progress.accept("Sweep: the trades of " + COMPARED_PAIRS + " pairs beside ta4j's");
        results.add(sameTrades(program, walk, doubles));
        progress.accept("Sweep: two threads");
        results.add(threads(program));
        return results;
    }

    private static void handOver(BenchProgram program, Walk walk) {
        try {
            var file = Files.createTempFile("conclave-bench-bars-", "");
            try {
                walk.write(file);
                program.ask("bars " + walk.bars() + " " + file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new NotMeasuredException("The bars cannot be handed over: " + e.getMessage(), e);
        }
    }

    /** Everything once a round, so that a neighbour who comes or goes does so for all of them. False: no limit here. */
    private boolean byTurns(BenchProgram program, Ta4jPeer doubles, Ta4jPeer decimals) {
        boolean limited = Machine.here().isa().equals("avx512");
        var pairs = Crossing.some(PAIRS_A_ROUND * (WARM_ROUNDS + ROUNDS));
        for (int round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
            var some = pairs.subList(PAIRS_A_ROUND * round, PAIRS_A_ROUND * (round + 1));
            double limit = limited ? program.ask("issue_limit").get("combination_bars") : Double.NaN;
            double f64 = program.ask("sweep f64").get("combination_bars");
            double peer = doubles.barCombinationsPerSecond(some);
            double runs = program.ask("sweep run_length").get("combination_bars");
            double slowPeer = decimals.barCombinationsPerSecond(some.subList(0, 1));
            if (round >= WARM_ROUNDS) {
                limits.add(limit);
                wide.add(f64);
                ta4j.add(peer);
                runLength.add(runs);
                slowTa4j.add(slowPeer);
            }
        }
        return limited;
    }

    private static List<Result> beside(BenchProgram program) {
        var f64 = program.ask("compare f64");
        var runs = program.ask("compare run_length");
        return List.of(
                Result.of("sweep.f64.bit_equal", "share", List.of(f64.get("same_bits")))
                        .beside("rows of plain loops, bit for bit", List.of(1.0))
                        .toBe(Target.exactly(1)),
                Result.of("sweep.runlength.same_fills", "share", List.of(runs.get("same_fills")))
                        .beside("fills and positions of plain loops", List.of(1.0))
                        .toBe(Target.exactly(1)),
                Result.of("sweep.runlength.difference", "log", List.of(runs.get("difference")))
                        .beside("figures of plain loops, the furthest from them", List.of(0.0))
                        .toBe(Target.atMost(1e-11)));
    }

    /** Bar by bar through the worker, whose kernel gives the sweep's bits; and the counts of the sweep's own rows. */
    private static Result sameTrades(BenchProgram program, Walk walk, Ta4jPeer ta4j) {
        program.ask("sweep f64");
        var pairs = Crossing.some(COMPARED_PAIRS);
        int same = Workers.with(worker -> {
            var ours = new WorkerTrades(worker, walk);
            int equal = 0;
            for (var pair : pairs) {
                var theirs = ta4j.fills(pair);
                double swept =
                        program.ask("row " + pair.fast() + " " + pair.slow()).get("fills");
                equal += ours.fills(pair).equals(theirs) && swept == theirs.size() ? 1 : 0;
            }
            return equal;
        });
        return Result.of("sweep.trades_as_ta4j", "pairs", List.of((double) same))
                .beside("pairs compared, fill by fill", List.of((double) pairs.size()))
                .toBe(Target.atLeast(20));
    }

    private static Result threads(BenchProgram program) {
        var speedups = new ArrayList<Double>();
        var alone = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            double one = program.ask("threads 1 f64").get("seconds");
            double two = program.ask("threads 2 f64").get("seconds");
            speedups.add(one / two);
            alone.add(one);
        }
        return Result.of("sweep.threads2.speedup", "ratio", speedups)
                .beside("one thread by the clock on the wall, seconds", alone)
                .toBe(Target.atLeast(1.8));
    }
}
