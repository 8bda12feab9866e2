package io.conclave.app.command;

import io.conclave.app.sweep.Factors;
import io.conclave.app.sweep.Grid;
import io.conclave.app.sweep.SimulationJob;
import io.conclave.app.sweep.SimulationReport;
import io.conclave.app.sweep.StrategyName;
import io.conclave.domain.market.Bar;
import io.conclave.nativerisk.TradingPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One strategy with its numbers over a history, at a broker of the user's making. */
@Command(
        name = "simulate",
        description = "Runs one strategy over recorded bars on the C++ worker, with the broker's terms spelled out.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Strategies and parameters are those of sweep: ./conclave sweep --help. Fills are at the next open.",
            "A day given to --from or --to is itself included; its bar is the one that begins on it.",
            "Daily files mostly name the day a bar begins on: say --bar-stamp open.",
            "",
            "  ./conclave simulate --data demo --strategy donchian-breakout --params \"window=96,exit=48\" --cost-bps 30"
        })
public final class SimulateCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ReadOptions options = new ReadOptions();

    @Mixin
    private BarOptions bars = new BarOptions();

    @Option(
            names = "--factors",
            paramLabel = "F",
            description =
                    "CSV date,price_factor,split_factor: prices are multiplied with both of the first row not before"
                            + " their day")
    private @Nullable Path factors;

    @Option(names = "--cold-start", description = "do not read what lies before --from: averages begin with the run")
    private boolean cold;

    @Option(names = "--strategy", paramLabel = "NAME", required = true, description = "what decides; see sweep --help")
    private String strategy = "";

    @Option(names = "--params", paramLabel = "P", description = "its numbers: name=value, a comma between")
    private @Nullable String parameters;

    @Option(names = "--long-short", description = "be short, too, where the strategy says so")
    private boolean longShort;

    @Mixin
    private BrokerOptions broker = new BrokerOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "writes report.json and series.csv (equity, units and return of each bar) there")
    private @Nullable Path out;

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var wanted = StrategyName.of(strategy);
        var numbers = SimulationJob.parameters(
                wanted, parameters == null ? new Grid(Map.of()) : Grid.parse("--params", parameters));
        var config = options.settings();
        UnaryOperator<Bar> adjust = factors == null ? UnaryOperator.identity() : Factors.read(factors)::adjust;
        var history = bars.read(config, cold, adjust, screen::say);
        var folder = out == null ? null : made(out);
        var job = new SimulationJob(
                history,
                wanted,
                numbers,
                longShort ? TradingPlan.Sides.LONG_SHORT : TradingPlan.Sides.LONG_ONLY,
                broker.terms(SimulationJob.barsPerYear(history)),
                folder == null ? null : folder.resolve("series.csv"));
        try (var session = WorkerSession.open(config)) {
            var report = session.ask(job::run);
            if (report.isEmpty()) {
                return WorkerSession.INTERRUPTED;
            }
            if (folder != null) {
                write(folder.resolve("report.json"), report.get());
            }
            if (options.json()) {
                screen.print(Screen.json(report.get()));
            } else {
                screen.print(report.get().text());
            }
            return 0;
        }
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be made", e);
        }
    }

    private static void write(Path file, SimulationReport report) {
        try {
            Files.write(file, Screen.json(report));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }
}
