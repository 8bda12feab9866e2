package io.conclave.orchestrator.chain;

import io.conclave.domain.market.Symbol;
import java.util.Map;
import java.util.TreeMap;

/** The hash of a whole run: its instruments' chains, by symbol, in ascending order. */
public final class RunHash {
    private static final String LAYOUT = "run.v1";

    private RunHash() {}

    /** Lower-case hex, 64 digits. */
    public static String of(Map<Symbol, DecisionChain> chains) {
        var bytes = new CanonicalBytes().record(LAYOUT).number((long) chains.size());
        new TreeMap<>(chains)
                .forEach((symbol, chain) -> bytes.text(symbol.name()).text(chain.head()));
        return Sha256.of(bytes.toBytes());
    }
}
