package io.conclave.app.command;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that runs the engine understands. */
final class CommonOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "settings laid over application.conf, as HOCON")
    private @Nullable Path config;

    @Option(names = "--json", description = "print one JSON document on stdout, and nothing else there")
    private boolean json;

    @Option(
            names = "--cost-bps",
            paramLabel = "N",
            description = "all that trading costs, one way, in basis points; 0 for a frictionless market")
    private @Nullable Integer costBps;

    @Option(names = "--workers", paramLabel = "N", description = "C++ worker processes")
    private @Nullable Integer workers;

    @Option(names = "--fresh", description = "begin a new run even if one like it was cut off")
    private boolean fresh;

    Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    boolean json() {
        return json;
    }

    boolean fresh() {
        return fresh;
    }

    /** What the options change in the configuration, by path. */
    Map<String, Object> overrides() {
        var overrides = new HashMap<String, Object>();
        if (costBps != null) {
            overrides.putAll(costing(costBps));
        }
        if (workers != null) {
            overrides.put("conclave.backtest.workers", workers);
        }
        return overrides;
    }

    static Map<String, Object> costing(int bps) {
        if (bps < 0 || bps > 1_000) {
            throw new IllegalArgumentException("--cost-bps must lie in 0..1000, not " + bps);
        }
        return Map.of("conclave.paper.fee-bps", bps, "conclave.paper.slippage-bps", 0);
    }
}
