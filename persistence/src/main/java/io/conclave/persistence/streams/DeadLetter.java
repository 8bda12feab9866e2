package io.conclave.persistence.streams;

import java.time.Instant;

/**
 * An item that a group gave up. Other groups are not concerned.
 *
 * @param letter names the dead letter, for {@link Bus#requeue}
 * @param id of the item as it was published
 * @param reason what the last attempt failed of
 * @param attempts how often it was tried
 * @param entry where it stood in its lane
 */
public record DeadLetter(
        String letter,
        StreamName stream,
        String group,
        Priority priority,
        String id,
        String body,
        String reason,
        int attempts,
        String entry,
        Instant diedAt) {}
