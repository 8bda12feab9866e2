package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.app.run.Manifest;
import io.conclave.app.run.RunDirectory;
import io.conclave.app.session.Settings;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the folder of a run that somebody names. */
final class RunFolder {
    private RunFolder() {}

    /**
     * @param named a run's name or folder; absent for the newest
     */
    static Path find(@Nullable String named, Config config) {
        var runs = Settings.dataDirectory(config).resolve("runs");
        if (named == null) {
            return RunDirectory.all(runs).stream()
                    .filter(folder ->
                            !RunDirectory.readManifest(folder).command().equals(Manifest.BESIDE))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no run yet: ./conclave demo makes one"));
        }
        for (var candidate : new Path[] {runs.resolve(named), Path.of(named)}) {
            if (Files.exists(candidate.resolve("manifest.json"))) {
                return candidate;
            }
        }
        throw new IllegalArgumentException(
                "There is no run \"" + named + "\" in " + runs + ", nor a folder of that name");
    }

    /**
     * The journal that a run is in: the configured one on a server, that of the run's folder if it is embedded.
     *
     * @throws IllegalArgumentException if there is no such run, or no journal in its folder
     */
    static JournalConfig journal(@Nullable String named, Config config) {
        var configured = JournalConfig.from(config);
        return switch (configured.kind()) {
            case POSTGRES -> configured;
            case H2 -> {
                var file = find(named, config).resolve("journal");
                if (!Files.exists(Path.of(file + ".mv.db"))) {
                    throw new IllegalArgumentException("There is no embedded journal at " + file);
                }
                yield configured.at(JournalKind.H2, file.toString(), configured.user(), configured.password());
            }
        };
    }
}
