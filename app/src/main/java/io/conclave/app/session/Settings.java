package io.conclave.app.session;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration of this process: every {@code reference.conf}, the operator's page, a file, the command line. */
public final class Settings {
    /** What decisions depend on. The rest (paths, ports, pools, the journal's place) may differ between equal runs. */
    private static final List<String> DECISIVE =
            List.of("round", "consensus", "sizing", "gate", "paper", "analyst", "quant", "risk");

    private static final List<String> NOT_DECISIVE = List.of(
            "analyst.model-dir",
            "analyst.cache-entries",
            "analyst.chat.api-key",
            "analyst.chat.base-url",
            "analyst.chat.timeout",
            "quant.model-directory",
            "quant.trainer",
            "paper.derived-half-spread-bps",
            "risk.patience");

    private Settings() {}

    /**
     * @param file laid over the operator's page; absent if none was named
     * @param overrides laid over everything, by path
     * @throws IllegalArgumentException if the file is not there
     */
    public static Config load(Optional<Path> file, Map<String, ?> overrides) {
        file.filter(path -> !Files.isRegularFile(path)).ifPresent(path -> {
            throw new IllegalArgumentException("There is no configuration file " + path);
        });
        var config = file.map(path -> ConfigFactory.parseFile(path.toFile())
                        .withFallback(ConfigFactory.load())
                        .resolve())
                .orElseGet(ConfigFactory::load);
        return finished(config, overrides);
    }

    /**
     * As {@link #load}, but on the servers that {@code ./conclave services up} has started, if it has and no file says
     * otherwise. What the command line of the JVM says of journal or bus ({@code -Dconclave.journal.…}) goes before them.
     */
    public static Config loadOnServices(Optional<Path> file, Map<String, ?> overrides) {
        var page = ConfigFactory.load();
        var services = servicesFolder(page).resolve("conclave.conf");
        if (file.isPresent() || !Files.isRegularFile(services)) {
            return load(file, overrides);
        }
        var told = ConfigFactory.defaultOverrides();
        var theirs = ConfigFactory.parseFile(services.toFile());
        for (String block : List.of("conclave.journal", "conclave.bus")) {
            if (told.hasPath(block)) {
                theirs = theirs.withoutPath(block);
            }
        }
        return finished(theirs.withFallback(page).resolve(), overrides);
    }

    /** Where {@code ./conclave services} keeps its servers and writes how to reach them. */
    public static Path servicesFolder(Config config) {
        return root().resolve(config.getString("conclave.services.folder"));
    }

    private static Config finished(Config loaded, Map<String, ?> overrides) {
        var config = loaded;
        for (var override : overrides.entrySet()) {
            config = config.withValue(
                    override.getKey(), ConfigValueFactory.fromAnyRef(override.getValue(), "command line"));
        }
        return payingWhatTheAccountPays(config);
    }

    /** The risk agent's backtests cost what the account's trades cost. */
    private static Config payingWhatTheAccountPays(Config config) {
        return config.withValue("conclave.risk.fee-bps", config.getValue("conclave.paper.fee-bps"))
                .withValue("conclave.risk.slippage-bps", config.getValue("conclave.paper.slippage-bps"));
    }

    /** The settings that decisions depend on, as HOCON; keys sorted, comments gone, no secret inside. */
    public static String decisive(Config config) {
        var conclave = config.getConfig("conclave");
        for (String path : NOT_DECISIVE) {
            conclave = conclave.withoutPath(path);
        }
        Config kept = ConfigFactory.empty();
        for (String block : DECISIVE) {
            if (conclave.hasPath(block)) {
                kept = kept.withValue("conclave." + block, conclave.getValue(block));
            }
        }
        return kept.root().render(ConfigRenderOptions.concise());
    }

    /** SHA-256, hex. */
    public static String hash(String decisive) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(decisive.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** A run's own settings laid over the present ones: what it was made with, wherever it is read. */
    public static Config of(String decisive, Config now) {
        return ConfigFactory.parseString(decisive).withFallback(now).resolve();
    }

    /** Where everything is kept that must survive a restart. */
    public static Path dataDirectory(Config config) {
        return root().resolve(config.getString("conclave.data-dir"));
    }

    /** The folder of {@code ./conclave}, or where the process was started. */
    public static Path root() {
        return Path.of(System.getProperty("conclave.root", "")).toAbsolutePath();
    }
}
