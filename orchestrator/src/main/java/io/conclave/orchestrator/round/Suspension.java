package io.conclave.orchestrator.round;

import io.conclave.orchestrator.sizing.Cause;

/**
 * Why a round is held and scored, so that agents learn from it, but not traded on.
 *
 * @param why one sentence for people
 */
public record Suspension(Reason reason, String why) {
    /** What keeps a node from trading although its agents can vote. */
    public enum Reason {
        /** The bus has been away for longer than the node waits, or what is to go out on it has piled up. */
        BUS_AWAY,
        /** The bar closed so long ago that a decision on it comes too late. */
        FEED_STALE
    }

    static Cause causeOf(Reason reason) {
        return switch (reason) {
            case BUS_AWAY -> Cause.BUS_AWAY;
            case FEED_STALE -> Cause.FEED_STALE;
        };
    }
}
