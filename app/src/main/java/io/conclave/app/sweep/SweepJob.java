package io.conclave.app.sweep;

import io.conclave.nativerisk.CrossoverSweep;
import io.conclave.nativerisk.DataSet;
import io.conclave.nativerisk.Progress;
import io.conclave.nativerisk.SweepRows;
import io.conclave.nativerisk.TradingPlan;
import io.conclave.nativerisk.Worker;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A sweep of a strategy's parameters over bars that are resident in one worker, and the judgement of its best.
 *
 * @param method how crossovers are computed; the others have one
 * @param top how many of the best are told
 */
public record SweepJob(
        Bars bars,
        StrategyName strategy,
        Grid grid,
        TradingPlan.Sides sides,
        Costs costs,
        CrossoverSweep.Method method,
        int threads,
        int top) {
    private static final Duration DAY = Duration.ofDays(1);
    private static final double TRADING_DAYS = 252;
    private static final Duration YEAR = Duration.ofDays(365);

    public SweepJob {
        strategy.check("--grid", grid);
        if (top < 1 || threads < 1 || threads > 256) {
            throw new IllegalArgumentException("--top must be 1 or more and --threads 1 to 256");
        }
    }

    /** Runs it and waits; a {@link Worker#cancel} ends it with a {@link NotSweptException}. */
    public SweepReport run(Worker worker, Progress progress) {
        long begun = System.nanoTime();
        try (var resident = worker.load(bars.prices()).orThrow(NotSweptException::new)) {
            var swept = new Sweeping(this, resident, parts(), worker).sweep(order().whole(), progress);
            return report(swept, resident, worker, begun);
        }
    }

    /** Its rows, and how they are cut. */
    public RowOrder order() {
        return RowOrder.of(strategy, sides, grid);
    }

    /** How many parts each row's returns are cut into. */
    int parts() {
        return Judgement.partsOf(returns());
    }

    private int returns() {
        return bars.prices().size() - bars.firstBar() - 1;
    }

    Grid.Axis axis(String name) {
        return Grid.axis(grid, name);
    }

    /** The numbers that a row stands for. */
    Map<String, BigDecimal> numbers(int row) {
        var order = order();
        var at = order.at(row);
        boolean crossovers = RowOrder.isOfCrossovers(strategy, sides, grid);
        var numbers = new LinkedHashMap<String, BigDecimal>();
        for (var name : crossovers ? order.names().reversed() : order.names()) {
            int index = at.get(order.names().indexOf(name));
            var number = index == 0 ? axis(name).first() : axis(name).value(index);
            numbers.put(name, crossovers ? BigDecimal.valueOf(number.intValueExact()) : number);
        }
        return numbers;
    }

    /** 252 of a day or more; of shorter ones, as many as fit into a year that never closes. */
    double barsPerYear() {
        return barsPerYear(bars.barLength());
    }

    static double barsPerYear(Duration length) {
        return length.compareTo(DAY) < 0
                ? (double) YEAR.toNanos() / length.toNanos()
                : TRADING_DAYS * DAY.toNanos() / length.toNanos();
    }

    /** @param begun by {@link System#nanoTime} */
    SweepReport report(Swept swept, DataSet resident, Worker worker, long begun) {
        var rows = swept.rows();
        var trials =
                IntStream.range(0, rows.size()).filter(rows::isTrial).boxed().toList();
        if (trials.isEmpty()) {
            throw new IllegalArgumentException(
                    "--grid: no combination of it is a strategy: a fast window must be shorter than the slow one");
        }
        var best = trials.stream()
                .sorted(Comparator.<Integer>comparingDouble(rows::sharpe)
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .limit(top)
                .toList();
        var judgement = Judgement.of(this, swept, trials, best, resident, worker);
        return new SweepReport(
                strategy.toString(),
                bars.file(),
                bars.symbol(),
                Instant.ofEpochSecond(0, bars.firstNanos()).toString(),
                Instant.ofEpochSecond(0, bars.lastNanos()).toString(),
                bars.barLength().toString(),
                bars.prices().size() - bars.firstBar(),
                bars.firstBar(),
                costs.feeBps(),
                costs.slippageBps(),
                ranges(),
                rows.size(),
                trials.size(),
                swept.method().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                threads,
                (System.nanoTime() - begun + swept.elsewhere().toNanos()) / 1e9,
                swept.cpuTime().toNanos() / 1e9,
                best.stream().map(row -> told(rows, row)).toList(),
                judgement.overfitting().orElse(null),
                judgement.deflated().orElse(null),
                Verdict.of(judgement));
    }

    private Map<String, String> ranges() {
        var ranges = new LinkedHashMap<String, String>();
        grid.axes().forEach((name, axis) -> ranges.put(name, axis.toString()));
        return ranges;
    }

    private SweepReport.Row told(SweepRows rows, int row) {
        var figures = rows.row(row).orElseThrow();
        return new SweepReport.Row(
                numbers(row),
                figures.netReturn(),
                figures.deepestFall(),
                figures.sharpe(),
                figures.fills(),
                figures.lastPosition());
    }
}
