package io.conclave.venues.marketdata;

import io.conclave.venues.marketdata.Outcome.Reason;
import java.util.Optional;

/**
 * Whether a feed's book may be relied on, and if not, why.
 *
 * @param reason of the last change; empty where nothing is wrong
 * @param told the same as one sentence for people
 * @param sinceNanos when it became so, local clock, epoch nanoseconds
 */
public record FeedStatus(State state, Optional<Reason> reason, String told, long sinceNanos) {
    public enum State {
        /** The book is the venue's. */
        LIVE,
        /** Connected, and waiting for the book. */
        RESYNCING,
        /** The venue has been silent for too long, and is called again. */
        STALE,
        /** Not connected. */
        DOWN
    }

    public boolean isLive() {
        return state == State.LIVE;
    }
}
