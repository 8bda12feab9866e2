package io.conclave.persistence.streams;

import java.time.Duration;

/**
 * When a failed item is delivered again. The n-th failure waits {@code first · 2ⁿ⁻¹}, at most {@code longest}, less a
 * random part of it, so that items that failed together do not return together.
 *
 * @param attempts deliveries that may fail before the item becomes a dead letter, 1 or more
 * @param deaths deliveries that may end with the death of the consumer before that, 0 or more; many, for most often it is
 *     not the item that killed it
 * @param first more than zero
 * @param longest not shorter than {@code first}
 * @param jitter the largest part of the wait that chance may take away, 0 to 1
 */
public record Retry(int attempts, int deaths, Duration first, Duration longest, double jitter) {

    /** Eight attempts within about a minute. */
    public static final Retry USUAL = new Retry(8, 50, Duration.ofMillis(250), Duration.ofSeconds(30), 0.5);

    public Retry {
        if (attempts < 1) {
            throw new IllegalArgumentException("An item needs at least 1 attempt, not " + attempts);
        }
        if (deaths < 0) {
            throw new IllegalArgumentException("An item survives 0 deaths or more, not " + deaths);
        }
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "Waits between attempts go from more than zero upwards, not from " + first + " to " + longest);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("Jitter is a part of the wait, 0 to 1, not " + jitter);
        }
    }

    /** Each failure makes a dead letter. */
    public static Retry never() {
        return new Retry(1, 50, Duration.ofMillis(1), Duration.ofMillis(1), 0);
    }

    /**
     * @param failures how often it has failed by now, 1 or more
     * @param chance 0 to 1, equally likely
     */
    Duration pause(int failures, double chance) {
        int doublings = Math.min(failures - 1, 40);
        long firstMillis = Math.max(1, first.toMillis());
        long whole = firstMillis > longest.toMillis() >> doublings ? longest.toMillis() : firstMillis << doublings;
        return Duration.ofMillis(Math.max(1, Math.round(whole * (1 - jitter * chance))));
    }
}
