package io.conclave.app.command;

import io.conclave.persistence.Database;
import io.conclave.persistence.agentlog.AgentLogArchive;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.marketdata.Partitions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Makes room for the market data of the months ahead and gives up what is too old; or moves old rows of agents' logs into
 * a file. Touches no journal and no fill.
 */
@Command(
        name = "maintain",
        description = "Makes partitions of market data for the months ahead and drops those that are too old;"
                + " with --archive-logs-before, moves old rows of agents' logs into a file instead.",
        mixinStandardHelpOptions = true)
public final class MaintainCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ReadOptions options = new ReadOptions();

    @Option(names = "--dry-run", description = "say what would be done, and do nothing")
    private boolean dryRun;

    @Option(
            names = "--keep-market-data",
            paramLabel = "400d",
            description = "drop the months that ended longer ago than that; all are kept if not given")
    private @Nullable String keep;

    @Option(
            names = "--months-ahead",
            paramLabel = "N",
            defaultValue = "3",
            description = "partitions wanted after the present month, 0 to 120; ${DEFAULT-VALUE} if not given")
    private int monthsAhead = 3;

    @Option(
            names = "--archive-logs-before",
            paramLabel = "DAY",
            description = "archive what agents wrote down before this day (UTC) how they came to their votes")
    private @Nullable String archiveBefore;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description =
                    "with --archive-logs-before: JSON lines, gzip; given again, what did not come to its end goes on")
    private @Nullable Path archive;

    @Option(
            names = "--run",
            paramLabel = "RUN|DIR",
            description = "with --archive-logs-before: whose embedded journal, the newest run's if none is named")
    private @Nullable String run;

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        if (archiveBefore != null || archive != null || run != null) {
            archive(screen);
            return 0;
        }
        var kept = Optional.ofNullable(keep).map(MaintainCommand::days);
        if (monthsAhead < 0 || monthsAhead > 120) {
            throw new IllegalArgumentException("--months-ahead must be 0 to 120, not " + monthsAhead);
        }
        var journal = JournalConfig.from(options.settingsOnServices(Map.of()));
        // Only opened to bring the schema up to date.
        Database.open(journal).close();
        try (var partitions = Partitions.open(journal)) {
            var done = partitions.maintain(
                    kept, monthsAhead, InstantSource.system().instant(), dryRun);
            if (options.json()) {
                screen.print(Screen.json(done));
            } else {
                done.sentences().forEach(screen::print);
            }
        }
        return 0;
    }

    private void archive(Screen screen) {
        if (archiveBefore == null || archive == null || keep != null || dryRun) {
            throw new IllegalArgumentException(
                    "Logs are archived by --archive-logs-before DAY --to FILE, with no other option but --run");
        }
        var day = day(archiveBefore);
        var journal = RunFolder.journal(run, options.settingsOnServices(Map.of()));
        // Only opened to bring the schema up to date.
        Database.open(journal).close();
        try (var logs = AgentLogArchive.open(journal)) {
            var done = logs.archive(day, archive);
            if (options.json()) {
                screen.print(Screen.json(done));
            } else {
                screen.print(done.removed() + " rows left the table; " + done.file() + " holds " + done.rows() + " of "
                        + done.logs() + " logs");
            }
        }
    }

    private static LocalDate day(String text) {
        try {
            var day = LocalDate.parse(text);
            var today = LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC);
            if (!day.isAfter(today) && day.getYear() >= 1970) {
                return day;
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("--archive-logs-before must be a day like 2026-01-31, not " + text, e);
        }
        throw new IllegalArgumentException("--archive-logs-before must be a day that has begun, not " + text);
    }

    private static Duration days(String text) {
        try {
            var duration = Duration.parse("P" + text.toUpperCase(Locale.ROOT));
            if (duration.compareTo(Duration.ofDays(1)) >= 0) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("--keep-market-data must look like 400d, not " + text, e);
        }
        throw new IllegalArgumentException("--keep-market-data must be 1d or more, not " + text);
    }
}
