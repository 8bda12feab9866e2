package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.agents.MarketTape;
import io.conclave.agents.RecordedTape;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.agents.analyst.NewsWire;
import io.conclave.app.report.ReportFiles;
import io.conclave.app.session.RunSession;
import io.conclave.app.session.TapeFrom;
import io.conclave.domain.market.Symbol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole federation over a history that the user brings. */
@Command(
        name = "backtest",
        description = "Runs the whole federation over recorded bars or trades.",
        mixinStandardHelpOptions = true)
public final class BacktestCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(
            names = "--data",
            paramLabel = "F",
            required = true,
            arity = "1..*",
            description =
                    "CSV or CSV.gz, one instrument a file or a column symbol: timestamp,open,high,low,close,volume or"
                            + " timestamp,price,amount")
    private List<Path> data = List.of();

    @Option(
            names = "--instrument",
            paramLabel = "S",
            description = "the symbol of each file, in their order; the file's name up to _ or . if not given")
    private List<String> instruments = new ArrayList<>();

    @Option(names = "--news", paramLabel = "F", description = "CSV of news")
    private List<Path> news = new ArrayList<>();

    @Mixin
    private TapeOptions reading = new TapeOptions();

    @Option(names = "--seed", paramLabel = "N", description = "seed of the trees")
    private @Nullable Long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "where the report goes; the run's folder if not given")
    private @Nullable Path out;

    @Override
    public Integer call() {
        long started = System.nanoTime();
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var overrides = new HashMap<>(options.overrides());
        if (seed != null) {
            overrides.put("conclave.quant.trees.seed", seed);
        }
        var config = options.settings(overrides);
        var wire = wire();
        var tape = tape(screen, config);
        var request = new RunSession.Request(
                "backtest",
                tape,
                data.stream().map(file -> file.getFileName().toString()).collect(Collectors.joining(", ")),
                wire,
                config,
                options.fresh(),
                Duration.ZERO);
        try (var session = RunSession.open(request, started)) {
            screen.say("Run " + session.manifest().run() + ": "
                    + tape.closings().size() + " closings of " + tape.symbols());
            screen.follow(session.engine().system());
            var report = session.report().join();
            var folder = out == null ? session.folder() : out;
            ReportFiles.write(folder, report, session.decisions(), session.equity());
            session.finish(Screen.json(report));
            Summary.print(screen, report, options.json());
            screen.say("Report: " + folder.resolve("report.html"));
            return 0;
        }
    }

    private MarketTape tape(Screen screen, Config config) {
        if (!instruments.isEmpty() && instruments.size() != data.size()) {
            throw new IllegalArgumentException("--instrument must be given once for each --data file: "
                    + instruments.size() + " for " + data.size());
        }
        var tapes = new ArrayList<RecordedTape>();
        for (int i = 0; i < data.size(); i++) {
            var symbol = new Symbol(instruments.isEmpty() ? TapeOptions.named(data.get(i)) : instruments.get(i));
            var recording =
                    reading.reader(TapeOptions.instrument(symbol, config)).read(data.get(i));
            recording.report().notices().forEach(screen::say);
            tapes.add(recording.tape());
        }
        var tape = tapes.size() == 1 ? tapes.getFirst() : RecordedTape.joined(tapes);
        tape = tape.truncatedAt(reading.toNanos());
        MarketTape played = reading.beginsLater() ? new TapeFrom(tape, reading.fromNanos()) : tape;
        if (played.closings().isEmpty()) {
            throw new IllegalArgumentException("No bar closes on this tape: nothing to decide");
        }
        return played;
    }

    private NewsWire wire() {
        return news.isEmpty() ? NewsArchive.of(List.of()) : NewsArchive.read(news);
    }
}
