package io.conclave.app.sweep;

import io.conclave.app.sweep.RowOrder.Slab;
import io.conclave.app.sweep.RowOrder.Span;
import io.conclave.nativerisk.CrossoverSweep;
import io.conclave.nativerisk.CrossoverSweep.WindowRange;
import io.conclave.nativerisk.DataSet;
import io.conclave.nativerisk.Progress;
import io.conclave.nativerisk.StrategySweep;
import io.conclave.nativerisk.TradingPlan;
import io.conclave.nativerisk.Worker;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Computes rows of a sweep over bars that are resident in a worker. A row has the same bits whichever rows it is computed
 * with.
 *
 * @param parts that each row's returns are cut into
 */
record Sweeping(SweepJob job, DataSet resident, int parts, Worker worker) {
    Swept sweep(Slab slab, Progress progress) {
        return RowOrder.isOfCrossovers(job.strategy(), job.sides(), job.grid())
                ? crossovers(slab, progress)
                : simulated(slab, progress);
    }

    /** By the kernel for crossovers: every fast window against every slow one. */
    private Swept crossovers(Slab slab, Progress progress) {
        var sweep = new CrossoverSweep(
                resident,
                job.strategy() == StrategyName.SMA_CROSSOVER
                        ? CrossoverSweep.Average.SIMPLE
                        : CrossoverSweep.Average.EXPONENTIAL,
                List.of(windows("fast", slab.spans().getLast())),
                List.of(windows("slow", slab.spans().getFirst())),
                job.bars().firstBar(),
                job.bars().prices().size(),
                job.costs().forCrossovers(),
                job.method(),
                job.threads(),
                parts);
        return Swept.of(worker.sweep(sweep, progress).orThrow(NotSweptException::new));
    }

    private WindowRange windows(String name, Span span) {
        var axis = job.axis(name);
        if (!axis.isWhole() || axis.first().signum() <= 0) {
            throw new IllegalArgumentException(
                    "--grid: " + name + "=" + axis + " counts bars, so it must be whole and above zero");
        }
        if (axis.last().compareTo(BigDecimal.valueOf(WindowRange.MOST_BARS)) > 0) {
            throw new IllegalArgumentException(
                    "--grid: " + name + "=" + axis + " is longer than the longest window, " + WindowRange.MOST_BARS);
        }
        return new WindowRange(
                axis.value(span.from()).intValueExact(),
                axis.value(span.from() + span.count() - 1).intValueExact(),
                span.count() == 1 ? 1 : axis.step().intValueExact());
    }

    /** By the simulator: any strategy's numbers. */
    private Swept simulated(Slab slab, Progress progress) {
        var axes = new SimulatedAxes(job);
        var base = base();
        var runs = axes.runs(slab);
        if (runs.size() == 1) {
            return simulated(base, runs.getFirst(), progress);
        }
        var done = new AtomicInteger();
        return Swept.joined(
                slab.rows(), parts, job.bars().prices().size(), runs.stream().map(run -> {
                    int before = done.get();
                    var swept = simulated(base, run, (at, total) -> progress.at(before + at, slab.rows()));
                    done.addAndGet(swept.rows().size());
                    return swept;
                }));
    }

    private Swept simulated(TradingPlan base, List<StrategySweep.Axis> axes, Progress progress) {
        var sweep = new StrategySweep(
                resident,
                base,
                axes,
                job.costs().broker(job.barsPerYear()),
                job.bars().firstBar(),
                job.bars().prices().size(),
                job.threads(),
                parts);
        return Swept.of(worker.sweep(sweep, progress).orThrow(NotSweptException::new));
    }

    /** Any combination that is a strategy: what it says of the varied numbers is not looked at. */
    private TradingPlan base() {
        IllegalArgumentException complaint = null;
        for (int corner = 0; corner < 1 << job.grid().axes().size(); corner++) {
            var numbers = new LinkedHashMap<String, BigDecimal>();
            for (var axis : job.grid().axes().entrySet()) {
                boolean last = (corner >> numbers.size() & 1) == 1;
                numbers.put(
                        axis.getKey(),
                        last ? axis.getValue().last() : axis.getValue().first());
            }
            try {
                return job.strategy().plan(numbers, job.sides());
            } catch (IllegalArgumentException e) {
                complaint = e;
            }
        }
        throw new IllegalArgumentException(
                "--grid: no corner of it is a strategy: " + (complaint == null ? "" : complaint.getMessage()),
                complaint);
    }
}
