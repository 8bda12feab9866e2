package io.conclave.agents;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;

/**
 * Which agent, for which instrument, in which run: the name of the actor and of its journal.
 *
 * @param run letters, digits and dash; {@code live} on a trading node
 */
public record AgentKey(String run, AgentId agent, Symbol symbol) {
    /** Reads what {@link #toString()} writes. */
    public static AgentKey parse(String entityId) {
        String[] parts = entityId.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("\"" + entityId + "\" is no agent's key");
        }
        return new AgentKey(parts[0], new AgentId(parts[1]), new Symbol(parts[2]));
    }

    @Override
    public String toString() {
        return run + ":" + agent + ":" + symbol;
    }
}
