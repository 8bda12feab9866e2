package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.app.logging.Log;
import io.conclave.app.logging.LogSettings;
import io.conclave.app.session.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command understands: where its settings are, and how its answer is wanted. */
final class ReadOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "settings laid over application.conf, as HOCON")
    private @Nullable Path config;

    @Option(names = "--json", description = "print one JSON document on stdout, and nothing else there")
    private boolean json;

    boolean json() {
        return json;
    }

    /** The configuration, with these paths laid over it. */
    Config settings(Map<String, ?> overrides) {
        return logging(Settings.load(Optional.ofNullable(config), overrides));
    }

    Config settings() {
        return settings(Map.of());
    }

    /** As {@link #settings(Map)}, on the servers of {@code ./conclave services} if they are up and no file was named. */
    Config settingsOnServices(Map<String, ?> overrides) {
        return logging(Settings.loadOnServices(Optional.ofNullable(config), overrides));
    }

    /** The log is written as the settings say from the moment they are known. */
    private static Config logging(Config settings) {
        Log.apply(LogSettings.from(settings));
        return settings;
    }
}
