package io.conclave.persistence.streams;

import java.time.Instant;
import java.util.Optional;

/**
 * How the bus is, as this process sees it; asking costs nothing.
 *
 * @param awaySince when it last answered, if it does not now; empty while all is well
 * @param why one sentence about what is wrong: away, or full, or out of memory; empty while all is well
 * @param buffered items that were taken from publishers and are not stored yet
 * @param losses how often the bus came back without what it had, since this process started; each time the last seconds
 *     of what this process had published were published again
 */
public record Health(Optional<Instant> awaySince, Optional<String> why, int buffered, long losses) {

    /** Whether the bus answers. It may still refuse items, then {@link #why} says so. */
    public boolean isThere() {
        return awaySince.isEmpty();
    }
}
