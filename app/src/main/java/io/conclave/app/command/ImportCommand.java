package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.agents.analyst.NewsReader;
import io.conclave.domain.market.Symbol;
import io.conclave.persistence.Database;
import io.conclave.persistence.ingest.IngestSettings;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.marketdata.MarketDataWriter;
import io.conclave.persistence.marketdata.Partitions;
import io.conclave.persistence.marketdata.TapeImport;
import io.conclave.persistence.tape.Recording;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Recorded bars, trades and news into the database, where a node finds them as if they had come by a feed. */
@Command(
        name = "import",
        description = "Puts recorded bars, trades and news into the database; what is there already is left as it is.",
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
    private static final int GROUP = 5_000;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ReadOptions options = new ReadOptions();

    @Option(
            names = "--data",
            paramLabel = "F",
            arity = "1..*",
            description =
                    "CSV or CSV.gz, one instrument a file or a column symbol: timestamp,open,high,low,close,volume or"
                            + " timestamp,price,amount; of trades, bars of --interval are stored too")
    private List<Path> data = new ArrayList<>();

    @Option(
            names = "--instrument",
            paramLabel = "S",
            description = "the symbol of each file, in their order; the file's name up to _ or . if not given")
    private List<String> instruments = new ArrayList<>();

    @Option(names = "--news", paramLabel = "F", arity = "1..*", description = "CSV of news")
    private List<Path> news = new ArrayList<>();

    @Mixin
    private TapeOptions reading = new TapeOptions();

    /** What {@code --json} prints for each file. */
    record Line(String file, String symbol, long bars, long trades, long news, long added, long known) {
        @Override
        public String toString() {
            return file + ": " + added + " new, " + known + " there already";
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        if (data.isEmpty() && news.isEmpty()) {
            throw new IllegalArgumentException("Nothing to import: say --data FILE or --news FILE");
        }
        if (!instruments.isEmpty() && instruments.size() != data.size()) {
            throw new IllegalArgumentException("--instrument must be given once for each --data file: "
                    + instruments.size() + " for " + data.size());
        }
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var config = options.settingsOnServices(Map.of());
        var journal = JournalConfig.from(config);
        var lines = new ArrayList<Line>();
        try (var database = Database.open(journal)) {
            if (!data.isEmpty()) {
                lines.addAll(market(screen, config, journal));
            }
            for (var file : news) {
                var items = NewsReader.read(file);
                long added = database.news().add(items);
                lines.add(new Line(named(file), "", 0, 0, items.size(), added, items.size() - added));
            }
        }
        if (options.json()) {
            screen.print(Screen.json(lines));
        } else {
            lines.forEach(line -> screen.print(line.toString()));
        }
        return 0;
    }

    private List<Line> market(Screen screen, Config config, JournalConfig journal) throws InterruptedException {
        var lines = new ArrayList<Line>();
        var settings = IngestSettings.from(config).inGroupsOf(GROUP);
        try (var writer = MarketDataWriter.open(journal, settings, InstantSource.system())) {
            var tapes = new TapeImport(writer);
            for (int i = 0; i < data.size(); i++) {
                var file = data.get(i);
                var symbol = new Symbol(instruments.isEmpty() ? TapeOptions.named(file) : instruments.get(i));
                var recording =
                        reading.reader(TapeOptions.instrument(symbol, config)).read(file);
                recording.report().notices().forEach(screen::say);
                makeRoom(screen, journal, recording);
                var tape = recording.tape().truncatedAt(reading.toNanos());
                var report = recording.report();
                var done = tapes.write(
                        tape,
                        symbol,
                        report.source(),
                        reading.fromNanos(),
                        rows -> screen.show(named(file), Math.min(rows, report.kept()), report.kept()));
                lines.add(new Line(
                        named(file), symbol.name(), done.bars(), done.trades(), 0, done.added(), done.known()));
            }
        }
        return lines;
    }

    /** Best before the rows come; if we may not, they lie in the partition of all others until somebody may. */
    private static void makeRoom(Screen screen, JournalConfig journal, Recording recording) {
        var report = recording.report();
        try (var partitions = Partitions.open(journal)) {
            partitions.ensure(report.firstNanos(), report.lastNanos());
        } catch (IllegalStateException e) {
            screen.say(e.getMessage() + "; ./conclave maintain, as the schema's owner, does it later");
        }
    }

    private static String named(Path file) {
        return String.valueOf(file.getFileName());
    }
}
