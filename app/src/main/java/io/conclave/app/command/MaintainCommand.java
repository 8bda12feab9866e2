package io.conclave.app.command;

import io.conclave.persistence.Database;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.marketdata.Partitions;
import java.time.Duration;
import java.time.InstantSource;
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

/** Makes room for the market data of the months ahead, and gives up what is too old. Touches no journal and no fill. */
@Command(
        name = "maintain",
        description = "Makes partitions of market data for the months ahead and drops those that are too old.",
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

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
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
