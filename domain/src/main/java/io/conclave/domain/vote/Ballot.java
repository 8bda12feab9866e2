package io.conclave.domain.vote;

/** What stands on a vote: a forecast, or an abstention. Silence is neither: the agent is asleep. */
public sealed interface Ballot {
    /** The agent's probabilities. */
    record Cast(Forecast forecast) implements Ballot {}

    /**
     * The agent will not guess, and says why.
     *
     * @param detail one sentence for people; never read by a program
     */
    record Abstained(Reason reason, String detail) implements Ballot {}

    /** Why an agent abstains. */
    enum Reason {
        /** Not enough history to learn from yet. */
        NOT_TRAINED,
        /** Nothing to go by: no relevant news, no bars. */
        NO_EVIDENCE,
        /** What there is, is too old. */
        STALE,
        /** The agent saw something it does not trust and stepped aside. */
        QUARANTINED
    }
}
