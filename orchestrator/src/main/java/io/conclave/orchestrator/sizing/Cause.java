package io.conclave.orchestrator.sizing;

import io.conclave.orchestrator.consensus.NoTradeReason;

/** Why a verdict is what it is: the limit that set the size, or what kept it from being set. */
public enum Cause {
    KELLY,
    VOLATILITY,
    NAME,
    GROSS,
    CVAR,
    NO_EDGE,
    NO_QUORUM,
    REQUIRED_AGENT_ASLEEP,
    DISAGREEMENT,
    /** Suspended: the node had lost its bus for too long. */
    BUS_AWAY,
    /** Suspended: the bar was long past when its round was held. */
    FEED_STALE;

    static Cause of(Bound bound) {
        return switch (bound) {
            case KELLY -> KELLY;
            case VOLATILITY -> VOLATILITY;
            case NAME -> NAME;
            case GROSS -> GROSS;
            case CVAR -> CVAR;
            case NO_EDGE -> NO_EDGE;
        };
    }

    static Cause of(NoTradeReason reason) {
        return switch (reason) {
            case NO_QUORUM -> NO_QUORUM;
            case REQUIRED_AGENT_ASLEEP -> REQUIRED_AGENT_ASLEEP;
            case DISAGREEMENT -> DISAGREEMENT;
        };
    }
}
