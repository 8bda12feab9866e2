package io.conclave.persistence.agentlog;

import io.conclave.agents.AgentKey;
import io.conclave.agents.AgentLog;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;

/** Entries of agents' logs, as a test needs them. */
final class Thoughts {
    static final String RUN = "demo-1";
    static final Symbol BTC = new Symbol("BTC-USD");
    static final AgentKey ANALYST = new AgentKey(RUN, new AgentId("analyst"), BTC);
    static final AgentKey QUANT = new AgentKey(RUN, new AgentId("quant"), BTC);

    private Thoughts() {}

    static AgentLog.Entry thought(AgentKey key, long asOf) {
        return new AgentLog.Entry(
                key,
                new DecisionId(key.symbol(), asOf),
                "",
                "5e".repeat(32),
                "{\"evidence\":[\"n" + asOf + "\"]}",
                "{\"forecast_ppm\":{\"down\":1,\"flat\":2,\"up\":999997}}",
                "model \u00fc-1",
                7,
                11,
                13 + asOf);
    }
}
