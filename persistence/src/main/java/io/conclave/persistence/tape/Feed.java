package io.conclave.persistence.tape;

import io.conclave.agents.RecordedTape;
import java.time.Duration;

/** Puts the rows of one file on a tape, and watches their order. */
sealed interface Feed permits TradeFeed, BarFeed {
    /** Takes one row, or leaves the tape as it was. */
    Taken take(Row row);

    /** Length of the bars the tape will have, if from trades, or that the file has. */
    Duration barLength();

    RecordedTape build();

    /**
     * What became of a row.
     *
     * @param kept false when nothing changed hands in it
     * @param rounded whether its volume had more than eight decimals
     * @param nanos its stamp; a bar's is its close
     */
    record Taken(boolean kept, boolean rounded, long nanos) {}
}
