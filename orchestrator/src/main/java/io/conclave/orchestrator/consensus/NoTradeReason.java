package io.conclave.orchestrator.consensus;

/** Why a forecast, though it stands and will be scored, is not to be traded on. First that applies, in this order. */
public enum NoTradeReason {
    /** Too few active agents cast a forecast. */
    NO_QUORUM,
    /** The agent without whom nothing is traded is asleep. */
    REQUIRED_AGENT_ASLEEP,
    /** The experts are farther apart than in nearly all rounds so far. */
    DISAGREEMENT
}
