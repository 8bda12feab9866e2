package io.conclave.persistence.streams;

import java.time.Instant;

/**
 * An item in a consumer's hands.
 *
 * @param id the item's id; of an item written without one by other hands, its entry's
 * @param body as it was written; nobody has looked whether it is JSON
 * @param entry where it stands in its lane, {@code milliseconds-number}
 * @param attempt 1 until it has failed in this group, then 2, 3…; deliveries that ended with the consumer's death do not
 *     count
 * @param storedAt by the clock of the bus, to the millisecond
 */
public record Delivery(
        StreamName stream, Priority priority, String id, String body, String entry, int attempt, Instant storedAt) {}
