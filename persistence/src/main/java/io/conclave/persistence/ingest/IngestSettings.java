package io.conclave.persistence.ingest;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code conclave.ingest}: how rows are grouped, and how many may wait.
 *
 * @param groupRows rows of a transaction, 1 or more
 * @param groupWait the longest a row waits for others
 * @param waitingRows rows that may wait for the database, at least a group; then offers are refused
 * @param flushEvery the longest that committed rows stay unacknowledged while more are written behind them
 * @param retryFrom first pause after the database failed; doubled each time, give or take a half
 * @param retryTo longest pause
 * @param closePatience how long the rest may take when the writer is closed
 */
public record IngestSettings(
        int groupRows,
        Duration groupWait,
        int waitingRows,
        Duration flushEvery,
        Duration retryFrom,
        Duration retryTo,
        Duration closePatience) {

    public IngestSettings {
        if (groupRows < 1 || waitingRows < groupRows) {
            throw new IllegalArgumentException("conclave.ingest.group-rows must be 1 or more and waiting-rows no less,"
                    + " not " + groupRows + " and " + waitingRows);
        }
        if (groupWait.isNegative() || flushEvery.isNegative() || retryFrom.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "conclave.ingest.group-wait and flush-every must not be negative, and retry-from 1 ms or more");
        }
    }

    /** @param settings everything, with this room's {@code reference.conf} below it */
    public static IngestSettings from(Config settings) {
        var ingest = settings.getConfig("conclave.ingest");
        return new IngestSettings(
                ingest.getInt("group-rows"),
                ingest.getDuration("group-wait"),
                ingest.getInt("waiting-rows"),
                ingest.getDuration("flush-every"),
                ingest.getDuration("retry-from"),
                ingest.getDuration("retry-to"),
                ingest.getDuration("close-patience"));
    }

    /** The same in groups of another size, with room for 40 of them. */
    public IngestSettings inGroupsOf(int rows) {
        return new IngestSettings(
                rows, groupWait, Math.multiplyExact(rows, 40), flushEvery, retryFrom, retryTo, closePatience);
    }
}
