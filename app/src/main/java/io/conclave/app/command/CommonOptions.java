package io.conclave.app.command;

import com.typesafe.config.Config;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that runs the engine understands. */
final class CommonOptions {
    @Mixin
    private ReadOptions read = new ReadOptions();

    @Option(
            names = "--cost-bps",
            paramLabel = "N",
            description = "all that trading costs, one way, in basis points; 0 for a frictionless market")
    private @Nullable Integer costBps;

    @Option(names = "--workers", paramLabel = "N", description = "C++ worker processes")
    private @Nullable Integer workers;

    @Option(names = "--fresh", description = "begin a new run even if one like it was cut off")
    private boolean fresh;

    boolean json() {
        return read.json();
    }

    /** The configuration, with these paths laid over it. */
    Config settings(Map<String, ?> overrides) {
        return read.settings(overrides);
    }

    /** The same on the servers of {@code ./conclave services}, if they are up and no file was named. */
    Config settingsOnServices(Map<String, ?> overrides) {
        return read.settingsOnServices(overrides);
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
