package io.conclave.app.command;

import io.conclave.app.sweep.Grid;
import io.conclave.app.sweep.StrategyName;
import io.conclave.app.sweep.SweepJob;
import io.conclave.app.sweep.SweepReport;
import io.conclave.nativerisk.CrossoverSweep;
import io.conclave.nativerisk.TradingPlan;
import io.conclave.nativerisk.Worker;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Every combination of a strategy's parameters over a history, and what is to be thought of the best. */
@Command(
        name = "sweep",
        description = {
            "Sweeps a strategy's parameters over recorded bars on the C++ worker.",
            "Tells the best by Sharpe ratio, how likely they are overfitted, and whether the best is more than luck."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Strategies and their parameters, all of them needed:",
            "  sma-crossover, ema-crossover  fast, slow",
            "  macd                          fast, slow, signal, enter, leave",
            "  rsi-reversion                 window, enter, leave",
            "  bollinger-reversion           window, enter, leave",
            "  donchian-breakout             window, exit",
            "  momentum                      window, enter",
            "  buy-and-hold                  none of its own",
            "Each may have stop-loss-bps, take-profit-bps, max-bars and volatility (a year's, to aim at) as well.",
            "A day given to --from or --to is itself included.",
            "docs/backtest-semantics.md says what each one does and when it is filled.",
            "",
            "  ./conclave sweep --data demo --strategy sma-crossover --grid \"fast=4:48:4,slow=16:192:8\" --cost-bps 30"
        })
public final class SweepCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ReadOptions options = new ReadOptions();

    @Mixin
    private BarOptions bars = new BarOptions();

    @Option(names = "--strategy", paramLabel = "NAME", required = true, description = "what is swept; see below")
    private String strategy = "";

    @Option(
            names = "--grid",
            paramLabel = "GRID",
            required = true,
            description = "values to try: name=first:last:step, a comma between; name=value for one")
    private String grid = "";

    @Option(names = "--long-short", description = "be short, too, where the strategy says so")
    private boolean longShort;

    @Mixin
    private CostOptions costs = new CostOptions();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the worker; results do not depend on it")
    private int threads = 1;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "auto, scalar, avx2, avx512 (the same bits) or run-length (the fastest, figures within 1e-11)")
    private String method = "auto";

    @Option(names = "--pieces", paramLabel = "DIR", hidden = true, description = "does pieces of it, as stdin says")
    private @Nullable Path pieces;

    @Option(names = "--top", paramLabel = "N", defaultValue = "5", description = "how many of the best are told")
    private int top = 5;

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var wanted = StrategyName.of(strategy);
        var values = Grid.parse("--grid", grid);
        var config = options.settings();
        wanted.check("--grid", values);
        var job = new SweepJob(
                bars.read(config, false, UnaryOperator.identity(), screen::say),
                wanted,
                values,
                longShort ? TradingPlan.Sides.LONG_SHORT : TradingPlan.Sides.LONG_ONLY,
                costs.costs(),
                method(),
                threads,
                top);
        try (var session = WorkerSession.open(config)) {
            var report = session.ask(worker -> report(job, worker, screen));
            if (report.isEmpty()) {
                return WorkerSession.INTERRUPTED;
            }
            if (options.json()) {
                screen.print(Screen.json(report.get()));
            } else {
                screen.print(report.get().text());
            }
            return 0;
        }
    }

    private SweepReport report(SweepJob job, Worker worker, Screen screen) {
        var progress = new ProgressBar(screen, "swept");
        return pieces == null
                ? job.run(worker, progress)
                : new PieceServer(System.in, screen::say).serve(job, worker, pieces, progress);
    }

    private CrossoverSweep.Method method() {
        return Arrays.stream(CrossoverSweep.Method.values())
                .filter(known -> word(known).equals(method))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--method: there is no \"" + method + "\"; there are "
                        + Arrays.stream(CrossoverSweep.Method.values())
                                .map(SweepCommand::word)
                                .collect(Collectors.joining(", "))));
    }

    private static String word(CrossoverSweep.Method method) {
        return method.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
