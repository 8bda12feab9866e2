package io.conclave.app.engine;

import io.conclave.domain.vote.AgentId;

/** The agents that come with the engine: by their name a mind is made. */
enum Roster {
    ANALYST,
    QUANT,
    RISK;

    static final AgentId RISK_AGENT = new AgentId("risk");

    static Roster kindOf(AgentId agent) {
        return switch (agent.name()) {
            case "analyst" -> ANALYST;
            case "quant" -> QUANT;
            case "risk" -> RISK;
            default ->
                throw new IllegalArgumentException("No mind is known for the agent \"" + agent
                        + "\": conclave.round.roster may name analyst, quant and risk");
        };
    }
}
