package io.conclave.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./conclave bench}: exit codes 0 measured, 1 a measurement failed, 2 wrong usage, 130 interrupted. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the figures of the README, each beside its peer or floor in the same run.",
        footer = {
            "",
            "Benches: native (sweeps, Monte-Carlo, statistics, the worker's memory), ipc (frames, bulk), journal (events,",
            "projections, market data; on PostgreSQL servers of its own, some minutes and 15 GB of disk) and bus (items",
            "published, stored and acknowledged; on servers of its own).",
            "Exit code 0 when everything could be measured, whether or not a target holds: \"holds\" says that.",
            "On a machine that does something else, too, the figures are lower; \"loadavg\" tells."
        })
public final class Bench implements Callable<Integer> {
    private static final String ALL = "all";

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "native, ipc, journal, bus or all; all if not given")
    private String name = ALL;

    @Option(names = "--json", description = "print one JSON document on stdout, and nothing else there")
    private boolean json;

    public static void main(String[] arguments) {
        var results = System.out;
        // Libraries print what they like; stdout is for results alone.
        System.setOut(System.err);
        System.exit(commandLine(results).execute(arguments));
    }

    static CommandLine commandLine(PrintStream results) {
        return new CommandLine(new Bench())
                .setOut(new PrintWriter(results, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler((fault, command, parsed) -> {
                    command.getErr().println("conclave: " + fault.getMessage());
                    if (!(fault instanceof NotMeasuredException)) {
                        LoggerFactory.getLogger(Bench.class).error("The bench failed", fault);
                    }
                    return 1;
                });
    }

    private static Map<String, Measures> benches() {
        var benches = new LinkedHashMap<String, Measures>();
        benches.put("native", new NativeMeasures());
        benches.put("ipc", new IpcMeasures());
        benches.put("journal", new JournalMeasures());
        benches.put("bus", new BusMeasures());
        return benches;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        var benches = benches();
        if (!name.equals(ALL) && !benches.containsKey(name)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "There is no bench \"" + name + "\"; there are: " + String.join(", ", benches.keySet()) + ", all");
        }
        var at = Instant.now();
        var machine = Machine.here();
        var results = new ArrayList<Result>();
        try (var program = BenchProgram.open()) {
            for (var bench : benches.entrySet()) {
                if (name.equals(ALL) || name.equals(bench.getKey())) {
                    results.addAll(bench.getValue().take(program, this::say));
                }
            }
        }
        var report = Report.of(name, at, machine, results);
        spec.commandLine().getOut().println(json ? new ObjectMapper().writeValueAsString(report) : report.table());
        return 0;
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }

    /** What one bench measures. */
    interface Measures {
        /**
         * @param progress told what is being measured
         * @throws NotMeasuredException if something cannot be
         */
        List<Result> take(BenchProgram program, Consumer<String> progress);
    }
}
