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
import java.util.stream.Collectors;
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
            "Benches: native (sweeps, Monte-Carlo, statistics, the worker's memory), ipc (frames, bulk), book (the"
                    + " order",
            "book), journal (events, projections, a node from bar to order and its memory, market data, news; on"
                    + " servers",
            "of its own, a quarter of an hour and 15 GB of disk), bus (items published, stored and acknowledged; on",
            "servers of its own), stream (the order-book stream to many clients; ulimit -n of 10,100), consensus (rounds",
            "by the rules alone, and their regret) and cluster (one run on one, two and three nodes; a lost one; on",
            "servers of its own, a quarter of an hour).",
            "--only measures no more than it has to: ./conclave bench journal --only bar_to_intent.",
            "Exit code 0 when everything could be measured, whether or not a target holds: \"holds\" says that.",
            "On a machine that does something else, too, the figures are lower; \"loadavg\" tells."
        })
public final class Bench implements Callable<Integer> {
    private static final String ALL = "all";

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "native, ipc, book, journal, bus, stream, consensus, cluster or all; all if not given")
    private String name = ALL;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "measure the figures alone that have this in their names")
    private String only = "";

    @Option(names = "--json", description = "print one JSON document on stdout, and nothing else there")
    private boolean json;

    private final Map<String, List<Part>> benches;

    private Bench(Map<String, List<Part>> benches) {
        this.benches = benches;
    }

    public static void main(String[] arguments) {
        var results = System.out;
        // Libraries print what they like; stdout is for results alone.
        System.setOut(System.err);
        System.exit(commandLine(benches(), results).execute(arguments));
    }

    static CommandLine commandLine(Map<String, List<Part>> benches, PrintStream results) {
        return new CommandLine(new Bench(benches))
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

    static Map<String, List<Part>> benches() {
        var benches = new LinkedHashMap<String, List<Part>>();
        benches.put("native", NativeMeasures.parts());
        benches.put("ipc", IpcMeasures.parts());
        benches.put("book", BookMeasures.parts());
        benches.put("journal", JournalMeasures.parts());
        benches.put("bus", BusMeasures.parts());
        benches.put("stream", StreamMeasures.parts());
        benches.put("consensus", ConsensusMeasures.parts());
        benches.put("cluster", ClusterMeasures.parts());
        return benches;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        var parts = chosen();
        var at = Instant.now();
        var machine = Machine.here();
        var results = new ArrayList<Result>();
        try (var program = BenchProgram.open()) {
            for (var part : parts) {
                part.measures().take(program, this::say).stream()
                        .filter(result -> result.name().contains(only))
                        .forEach(results::add);
            }
        }
        var report = Report.of(name, at, machine, results);
        spec.commandLine().getOut().println(json ? new ObjectMapper().writeValueAsString(report) : report.table());
        return 0;
    }

    private List<Part> chosen() {
        if (!name.equals(ALL) && !benches.containsKey(name)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "There is no bench \"" + name + "\"; there are: " + String.join(", ", benches.keySet()) + ", all");
        }
        var parts = benches.entrySet().stream()
                .filter(bench -> name.equals(ALL) || name.equals(bench.getKey()))
                .flatMap(bench -> bench.getValue().stream())
                .toList();
        var wanted = parts.stream().filter(part -> part.tells(only)).toList();
        if (wanted.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "No figure has \"" + only + "\" in its name; there are: "
                            + parts.stream()
                                    .flatMap(part -> part.names().stream())
                                    .collect(Collectors.joining(", ")));
        }
        return wanted;
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }

    /**
     * What is measured together, for its figures share a server or take turns.
     *
     * @param names of all its figures
     */
    record Part(List<String> names, Measures measures) {
        Part {
            names = List.copyOf(names);
        }

        boolean tells(String text) {
            return names.stream().anyMatch(name -> name.contains(text));
        }
    }

    /** How a part is measured. */
    interface Measures {
        /**
         * @param progress told what is being measured
         * @throws NotMeasuredException if something cannot be
         */
        List<Result> take(BenchProgram program, Consumer<String> progress);
    }
}
