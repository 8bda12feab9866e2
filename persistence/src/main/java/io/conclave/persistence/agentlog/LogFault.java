package io.conclave.persistence.agentlog;

/**
 * The first thing that is wrong with one agent's log; what comes after it cannot be vouched for.
 *
 * @param row its place in the log, from 1; of several, the first
 * @param told one sentence for people, which names run, agent, instrument, row and decision
 */
public record LogFault(String run, String agent, String symbol, long row, What what, String told) {
    /** What became of a row. */
    public enum What {
        /** Its columns are not those that were hashed, or not in this place. */
        ALTERED,
        /** It is gone from the middle. */
        MISSING,
        /** It is gone, and all that came after it. */
        TAIL_CUT,
        /** It was put behind the end. */
        ADDED,
        /** Its log has no head, or one that fits no row. */
        HEADLESS
    }

    @Override
    public String toString() {
        return told;
    }
}
