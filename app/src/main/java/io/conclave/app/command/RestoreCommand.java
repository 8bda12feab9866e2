package io.conclave.app.command;

import io.conclave.persistence.backup.Restore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a backup back into an empty PostgreSQL database, or over what is in it when that is said. */
@Command(
        name = "restore",
        description = "Puts a backup back into an empty PostgreSQL database, all of it or nothing.",
        mixinStandardHelpOptions = true)
public final class RestoreCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "that ./conclave backup wrote")
    private Path file = Path.of("");

    @Option(names = "--replace", description = "delete all that is in the database first")
    private boolean replace;

    @Mixin
    private ReadOptions options = new ReadOptions();

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var journal = ServerJournal.of(options.settingsOnServices(Map.of()));
        var manifest = Restore.read(journal, file, replace, InstantSource.system());
        if (options.json()) {
            screen.print(Screen.json(manifest));
        } else {
            screen.print("%s is as %s was at %s: schema %s"
                    .formatted(journal.place(), manifest.place(), manifest.takenAt(), manifest.schema()));
        }
        return 0;
    }
}
