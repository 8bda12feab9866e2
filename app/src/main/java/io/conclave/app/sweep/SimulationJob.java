package io.conclave.app.sweep;

import io.conclave.nativerisk.BrokerTerms;
import io.conclave.nativerisk.Simulation;
import io.conclave.nativerisk.SimulationResult;
import io.conclave.nativerisk.TradingPlan;
import io.conclave.nativerisk.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One strategy with its numbers, at one broker, over one history.
 *
 * @param seriesFile where equity, units and returns of each bar go, as CSV; absent if nobody wants them
 */
public record SimulationJob(
        Bars bars,
        StrategyName strategy,
        Map<String, BigDecimal> parameters,
        TradingPlan.Sides sides,
        BrokerTerms broker,
        @Nullable Path seriesFile) {
    public SimulationJob {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** The single values of a grid. */
    public static Map<String, BigDecimal> parameters(StrategyName strategy, Grid grid) {
        strategy.check("--params", grid);
        if (grid.combinations() > 1) {
            throw new IllegalArgumentException("--params: one value each; ./conclave sweep tries several");
        }
        var numbers = new LinkedHashMap<String, BigDecimal>();
        grid.axes().forEach((name, axis) -> numbers.put(name, axis.first()));
        return numbers;
    }

    /** As many bars of this length as a year has that is traded in. */
    public static double barsPerYear(Bars bars) {
        return SweepJob.barsPerYear(bars.barLength());
    }

    /** Runs it and waits. */
    public SimulationReport run(Worker worker) {
        try (var resident = worker.load(bars.prices()).orThrow(NotSweptException::new)) {
            var simulation = new Simulation(
                    resident,
                    strategy.plan(parameters, sides),
                    broker,
                    bars.firstBar(),
                    bars.prices().size(),
                    seriesFile != null);
            var result = worker.simulate(simulation).orThrow(NotSweptException::new);
            if (seriesFile != null) {
                write(seriesFile, result);
            }
            return SimulationReport.of(
                    this,
                    Instant.ofEpochSecond(0, bars.firstNanos()).toString(),
                    Instant.ofEpochSecond(0, bars.lastNanos()).toString(),
                    result);
        }
    }

    private static void write(Path file, SimulationResult result) {
        try (var out = Files.newBufferedWriter(file)) {
            out.write("bar,equity,units,log_return\n");
            var series = result.series();
            for (int i = 0; i < series.size(); i++) {
                out.write(series.firstBar() + i + "," + series.equity(i) + "," + series.units(i) + ","
                        + series.logReturn(i) + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }
}
