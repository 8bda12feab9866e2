package io.conclave.venues.marketdata;

import io.conclave.domain.market.Trade;
import java.util.List;

/** What one message of a venue came to. */
public sealed interface Outcome {

    /**
     * The book changed, and may be relied on.
     *
     * @param version the venue's number of the book as it is now; where it has none, messages since the snapshot
     */
    record Applied(long version) implements Outcome {}

    /** Somebody traded. A message that came twice prints twice: the trade's id tells. */
    record Printed(List<Trade> trades) implements Outcome {
        public Printed {
            trades = List.copyOf(trades);
        }
    }

    /** Kept until the snapshot is here. */
    record Held() implements Outcome {}

    /** Changes nothing, and loses nothing. */
    record Ignored(String why) implements Outcome {}

    /**
     * The book is not to be relied on any more, and was forgotten; it comes back after the remedy.
     *
     * @param told one sentence for people, with the numbers that did not fit
     */
    record Resync(Reason reason, String told, Remedy remedy) implements Outcome {}

    /** Why a book was forgotten. */
    enum Reason {
        /** A connection was opened. */
        CONNECTED,
        /** A connection ended. */
        DISCONNECTED,
        /** Nothing was heard for too long. */
        STALE,
        /** A message is missing. */
        GAP,
        /** A message came after a later one. */
        OUT_OF_ORDER,
        /** The snapshot is older than the first message that was kept. */
        SNAPSHOT_TOO_OLD,
        /** Too many messages wait: for a snapshot that does not come, or for whoever is told of them. */
        OVERFLOW,
        /** The venue's checksum is another. */
        CHECKSUM,
        /** The best bid is not below the best ask. */
        CROSSED,
        /** A message cannot be read. */
        UNREADABLE,
        /** The venue does not give what it was asked for. */
        REFUSED,
        /** Ours: whoever was told of a message failed on it. */
        FAULT
    }

    /** What whoever holds the connection has to do. */
    enum Remedy {
        /** Ask for a snapshot by REST, and hand it to {@link BookSync#onSnapshot}; again, if that fails. */
        FETCH_SNAPSHOT,
        /**
         * Subscribe to the book and its trades, anew if they were before: the snapshot comes in the stream, and so do the newest
         * trades, of which some may be missing, too.
         */
        SUBSCRIBE
    }
}
