package io.conclave.app.command;

import io.conclave.app.sweep.Costs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a simulated fill costs. */
final class CostOptions {
    @Option(
            names = "--cost-bps",
            paramLabel = "N",
            description = "all that a fill costs, in basis points; 0 if not given")
    private @Nullable Integer all;

    @Option(names = "--fee-bps", paramLabel = "N", description = "fee on what is traded, basis points")
    private @Nullable Integer fee;

    @Option(
            names = "--slippage-bps",
            paramLabel = "N",
            description = "how much worse than the open a fill is, basis points")
    private @Nullable Integer slippage;

    /** @throws IllegalArgumentException if both the whole and a part were given */
    Costs costs() {
        if (all != null && (fee != null || slippage != null)) {
            throw new IllegalArgumentException(
                    "--cost-bps is all of the costs: give it, or --fee-bps and --slippage-bps");
        }
        return all != null ? new Costs(all, 0) : new Costs(fee == null ? 0 : fee, slippage == null ? 0 : slippage);
    }
}
