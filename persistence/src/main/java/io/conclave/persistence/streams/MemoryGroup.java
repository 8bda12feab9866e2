package io.conclave.persistence.streams;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far one group is in one lane, and what its consumers hold. */
final class MemoryGroup {
    /** An item that was delivered and not acknowledged. */
    static final class Pending {
        final MemoryLane.Entry entry;
        /** Null while it waits for its next attempt. */
        @Nullable
        String consumer;
        /** When the next attempt is due; null while a consumer holds it. */
        @Nullable
        Instant due;

        int deliveries;
        int failures;

        Pending(MemoryLane.Entry entry) {
            this.entry = entry;
        }
    }

    final String name;
    long lastDelivered;
    final TreeMap<Long, Pending> pending = new TreeMap<>();
    private final Map<String, Instant> beats = new HashMap<>();
    long acknowledged;
    long retries;
    long died;

    MemoryGroup(String name, long lastDelivered) {
        this.name = name;
        this.lastDelivered = lastDelivered;
    }

    /** The first item this group still needs: whatever stands before it may go. */
    long needs() {
        return pending.isEmpty() ? lastDelivered + 1 : pending.firstKey();
    }

    List<Pending> fetch(MemoryLane lane, String consumer, int most) {
        var fetched = new ArrayList<Pending>();
        for (var entry : lane.after(lastDelivered).values()) {
            if (fetched.size() == most) {
                break;
            }
            lastDelivered = entry.position();
            if (entry.onlyFor().isPresent() && !entry.onlyFor().get().equals(name)) {
                continue;
            }
            var one = new Pending(entry);
            pending.put(entry.position(), one);
            fetched.add(give(one, consumer));
        }
        return fetched;
    }

    private static Pending give(Pending one, String consumer) {
        one.consumer = consumer;
        one.due = null;
        one.deliveries++;
        return one;
    }

    List<Pending> heldBy(String consumer) {
        return pending.values().stream()
                .filter(one -> consumer.equals(one.consumer))
                .map(one -> give(one, consumer))
                .toList();
    }

    /** Due retries. */
    List<Pending> due(String consumer, Instant now, int most) {
        return pending.values().stream()
                .filter(one -> one.due != null && !one.due.isAfter(now))
                .limit(most)
                .map(one -> give(one, consumer))
                .toList();
    }

    List<Pending> ofTheDead(String consumer, int most) {
        return pending.values().stream()
                .filter(one -> one.consumer != null && !beats.containsKey(one.consumer))
                .limit(most)
                .map(one -> give(one, consumer))
                .toList();
    }

    /** @return whether the consumer still held it */
    boolean retryLater(long position, String consumer, int failures, Instant due) {
        var one = pending.get(position);
        if (one == null || !consumer.equals(one.consumer)) {
            return false;
        }
        one.consumer = null;
        one.due = due;
        one.failures = failures;
        retries++;
        return true;
    }

    Optional<Pending> bury(long position, String consumer) {
        var one = pending.get(position);
        if (one == null || !consumer.equals(one.consumer)) {
            return Optional.empty();
        }
        died++;
        return Optional.ofNullable(pending.remove(position));
    }

    void acknowledge(long position) {
        if (pending.remove(position) != null) {
            acknowledged++;
        }
    }

    void beat(String consumer, Instant now) {
        beats.put(consumer, now);
    }

    void leave(String consumer) {
        beats.remove(consumer);
    }

    void forgetSilent(Instant before) {
        for (Iterator<Instant> each = beats.values().iterator(); each.hasNext(); ) {
            if (each.next().isBefore(before)) {
                each.remove();
            }
        }
    }

    int alive() {
        return beats.size();
    }

    long retrying() {
        return pending.values().stream().filter(one -> one.due != null).count();
    }

    Metrics.Group metrics(MemoryLane lane, Instant now) {
        long waiting = lane.after(lastDelivered).size();
        var oldest = lane.from(needs());
        var age = oldest.map(entry -> Duration.between(entry.storedAt(), now)).orElse(Duration.ZERO);
        return new Metrics.Group(
                name, waiting, pending.size(), retrying(), age, alive(), acknowledged, retries, died, 0);
    }
}
