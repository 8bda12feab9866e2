package io.conclave.app.command;

import io.conclave.persistence.backup.Backup;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the PostgreSQL journal and all beside it into one file, while nodes go on. */
@Command(
        name = "backup",
        description = "Writes the PostgreSQL database into one file; nodes may go on meanwhile.",
        mixinStandardHelpOptions = true)
public final class BackupCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "to be made; one that is there is not written over")
    private Path file = Path.of("");

    @Mixin
    private ReadOptions options = new ReadOptions();

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var journal = ServerJournal.of(options.settingsOnServices(Map.of()));
        var manifest = Backup.write(journal, file, InstantSource.system());
        if (options.json()) {
            screen.print(Screen.json(manifest));
        } else {
            screen.print("%s holds %s as of %s: schema %s, %d bytes, SHA-256 %s"
                    .formatted(
                            file,
                            manifest.place(),
                            manifest.takenAt(),
                            manifest.schema(),
                            manifest.bytes(),
                            manifest.sha256()));
        }
        return 0;
    }
}
