package io.conclave.app.sweep;

import io.conclave.nativerisk.CrossoverSweep;
import io.conclave.nativerisk.CrossoverSweep.WindowRange;
import io.conclave.nativerisk.DataSet;
import io.conclave.nativerisk.Progress;
import io.conclave.nativerisk.StrategySweep;
import io.conclave.nativerisk.SweepResult;
import io.conclave.nativerisk.TradingPlan;
import io.conclave.nativerisk.Worker;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sweep that was run, and which numbers each of its rows stands for. */
record Swept(SweepResult result, Numbers numbers) {
    /** The numbers of a row by their names, in the order of the grid. */
    @FunctionalInterface
    interface Numbers {
        Map<String, BigDecimal> of(int row);
    }

    /** By the kernel for crossovers: every fast window against every slow one. */
    static Swept crossovers(SweepJob job, DataSet resident, int parts, Worker worker, Progress progress) {
        var sweep = new CrossoverSweep(
                resident,
                job.strategy() == StrategyName.SMA_CROSSOVER
                        ? CrossoverSweep.Average.SIMPLE
                        : CrossoverSweep.Average.EXPONENTIAL,
                List.of(windows("fast", job.axis("fast"))),
                List.of(windows("slow", job.axis("slow"))),
                job.bars().firstBar(),
                job.bars().prices().size(),
                job.costs().forCrossovers(),
                job.method(),
                job.threads(),
                parts);
        return new Swept(worker.sweep(sweep, progress).orThrow(NotSweptException::new), row -> {
            var numbers = new LinkedHashMap<String, BigDecimal>();
            numbers.put("fast", BigDecimal.valueOf(sweep.fastBars(row)));
            numbers.put("slow", BigDecimal.valueOf(sweep.slowBars(row)));
            return numbers;
        });
    }

    private static WindowRange windows(String name, Grid.Axis axis) {
        if (!axis.isWhole() || axis.first().signum() <= 0) {
            throw new IllegalArgumentException(
                    "--grid: " + name + "=" + axis + " counts bars, so it must be whole and above zero");
        }
        if (axis.last().compareTo(BigDecimal.valueOf(WindowRange.MOST_BARS)) > 0) {
            throw new IllegalArgumentException(
                    "--grid: " + name + "=" + axis + " is longer than the longest window, " + WindowRange.MOST_BARS);
        }
        return new WindowRange(
                axis.first().intValueExact(),
                axis.last().intValueExact(),
                axis.count() == 1 ? 1 : axis.step().intValueExact());
    }

    /** By the simulator: any strategy's numbers. */
    static Swept simulated(SweepJob job, DataSet resident, int parts, Worker worker, Progress progress) {
        var grid = job.grid();
        var varied = new ArrayList<String>();
        var axes = new ArrayList<StrategySweep.Axis>();
        grid.axes().forEach((name, axis) -> {
            // One combination is swept as well, and a sweep wants an axis.
            if (axis.count() > 1 || (grid.combinations() == 1 && axes.isEmpty())) {
                varied.add(name);
                axes.add(new StrategySweep.Axis(
                        StrategyName.parameter(name),
                        axis.first().doubleValue(),
                        axis.step().doubleValue(),
                        axis.count()));
            }
        });
        if (axes.size() > StrategySweep.MOST_AXES) {
            throw new IllegalArgumentException("--grid: " + String.join(", ", varied)
                    + " all have several values; at most " + StrategySweep.MOST_AXES + " parameters may");
        }
        var sweep = new StrategySweep(
                resident,
                base(job),
                axes,
                job.costs().broker(job.barsPerYear()),
                job.bars().firstBar(),
                job.bars().prices().size(),
                job.threads(),
                parts);
        return new Swept(worker.sweep(sweep, progress).orThrow(NotSweptException::new), row -> {
            var numbers = new LinkedHashMap<String, BigDecimal>();
            grid.axes().forEach((name, axis) -> numbers.put(name, axis.first()));
            int left = row;
            for (int i = varied.size() - 1; i >= 0; i--) {
                var axis = job.axis(varied.get(i));
                numbers.put(varied.get(i), axis.value(left % axis.count()));
                left /= axis.count();
            }
            return numbers;
        });
    }

    /** Any combination that is a strategy: what it says of the varied numbers is not looked at. */
    private static TradingPlan base(SweepJob job) {
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
