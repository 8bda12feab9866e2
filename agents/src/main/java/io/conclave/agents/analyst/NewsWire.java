package io.conclave.agents.analyst;

import io.conclave.domain.market.Symbol;
import java.util.List;

/**
 * A store of news that can be read as of any moment, and only up to it.
 *
 * <p>What was ingested after the question was asked is not in the answer, however early it claims to have been
 * published. Implementations grow only, and may be read by several threads; the same question gets the same answer for
 * ever, on every store.
 */
public interface NewsWire {
    /**
     * News that was known.
     *
     * @param publishedAfterNanos exclusive, UTC epoch nanoseconds: older news is not wanted
     * @param asOfNanos the moment of the question, inclusive, against the time of ingestion
     * @return by time of ingestion, then by id; each id once
     */
    List<NewsItem> items(Symbol symbol, long publishedAfterNanos, long asOfNanos);
}
