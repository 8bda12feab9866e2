package io.conclave.persistence.streams;

import java.time.Duration;
import java.util.Optional;

/**
 * How a stream is consumed.
 *
 * @param group every group is handed every item; within a group one consumer is. Letters, digits, {@code - _ .}
 * @param consumer the name of this consumer in its group; what a consumer of this name held when it died comes back to
 *     it at once. Empty for a name nobody else has: what a dead one held then comes back after {@code dead-after}
 * @param start where a group begins that did not exist; a group that does goes on where it is
 * @param inHand items that may be with the handler at once, 1 or more; 1 means strictly one after another
 * @param batch items of one call of a {@link BatchHandler} at most, 1 to {@code inHand}
 * @param patience how long the handler may take before the delivery counts as failed
 * @param retry what happens then
 */
public record ConsumerSettings(
        String group, Optional<String> consumer, Start start, int inHand, int batch, Duration patience, Retry retry) {

    /** Where a new group begins. */
    public enum Start {
        /** With the oldest item that is still there. */
        BEGINNING,
        /** With what is published from now on. */
        NOW
    }

    public ConsumerSettings {
        requireName("group", group);
        consumer.ifPresent(name -> requireName("consumer", name));
        if (inHand < 1 || batch < 1 || batch > inHand) {
            throw new IllegalArgumentException(
                    "Group " + group + ": a consumer holds 1 item or more, in batches of 1 to"
                            + " as many as it holds, not " + inHand + " in batches of " + batch);
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("Group " + group + ": a handler needs time, not " + patience);
        }
    }

    /** From the beginning, up to 256 items in hand in batches of up to 256, a minute each, {@link Retry#USUAL}. */
    public static ConsumerSettings of(String group) {
        return new ConsumerSettings(
                group, Optional.empty(), Start.BEGINNING, 256, 256, Duration.ofMinutes(1), Retry.USUAL);
    }

    public ConsumerSettings consumer(String name) {
        return new ConsumerSettings(group, Optional.of(name), start, inHand, batch, patience, retry);
    }

    public ConsumerSettings startingAt(Start other) {
        return new ConsumerSettings(group, consumer, other, inHand, batch, patience, retry);
    }

    /** Batches shrink if they must. */
    public ConsumerSettings inHand(int items) {
        return new ConsumerSettings(group, consumer, start, items, Math.min(batch, items), patience, retry);
    }

    public ConsumerSettings batch(int items) {
        return new ConsumerSettings(group, consumer, start, Math.max(inHand, items), items, patience, retry);
    }

    public ConsumerSettings patience(Duration other) {
        return new ConsumerSettings(group, consumer, start, inHand, batch, other, retry);
    }

    public ConsumerSettings retry(Retry other) {
        return new ConsumerSettings(group, consumer, start, inHand, batch, patience, other);
    }

    private static void requireName(String what, String name) {
        if (!name.matches("[A-Za-z0-9._-]{1,80}")) {
            throw new IllegalArgumentException(
                    "The " + what + " \"" + name + "\" of a bus must be 1 to 80 letters, digits or - _ .");
        }
    }
}
