package io.conclave.persistence.keys;

import io.conclave.domain.access.Role;
import java.util.Optional;

/**
 * What is known of a key: all but the key itself. Times are UTC epoch nanoseconds, wall clock.
 *
 * @param id the public part of the key
 * @param label for people; an agent's key bears the agent's name
 * @param expires from when it does not hold any more; absent: never
 * @param revoked absent while it holds
 * @param used about when it was used last; absent: never
 */
public record ApiKey(
        String id,
        Role role,
        String label,
        long created,
        Optional<Long> expires,
        Optional<Revoked> revoked,
        Optional<Long> used) {
    /** When it was taken back, and why. */
    public record Revoked(long at, String reason) {}

    /** Whether it opens anything at this moment. */
    public boolean holds(long nowNanos) {
        return revoked.isEmpty() && expires.map(at -> nowNanos < at).orElse(true);
    }
}
