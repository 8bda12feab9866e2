package io.conclave.persistence.streams;

import java.time.Instant;
import java.util.Optional;

/**
 * What is published.
 *
 * @param id names the item for ever, 1 to 200 characters: the same id published again is the same item, not a second one
 * @param body JSON text
 * @param priority which waiting item goes first
 * @param notBefore handed to nobody before this moment (to the millisecond, rounded up); empty for at once
 */
public record Item(String id, String body, Priority priority, Optional<Instant> notBefore) {
    private static final int LONGEST_ID = 200;

    public Item {
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException(
                    "The id of an item has 1 to " + LONGEST_ID + " characters, not " + id.length());
        }
    }

    /** At once, at normal priority. */
    public static Item of(String id, String body) {
        return new Item(id, body, Priority.NORMAL, Optional.empty());
    }

    public Item with(Priority other) {
        return new Item(id, body, other, notBefore);
    }

    public Item notBefore(Instant moment) {
        return new Item(id, body, priority, Optional.of(moment));
    }
}
