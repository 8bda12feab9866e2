package io.conclave.persistence.streams;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** The items of one lane, those that are delayed, and the groups that read it. */
final class MemoryLane {
    /** @param onlyFor the group that a requeued item is for */
    record Entry(long position, String id, String body, Instant storedAt, Optional<String> onlyFor) {
        String name() {
            return storedAt.toEpochMilli() + "-" + position;
        }
    }

    private record Delayed(Item item, Instant due, long order) {}

    final Lane lane;
    private final BusConfig config;
    private final NavigableMap<Long, Entry> entries = new TreeMap<>();
    private final PriorityQueue<Delayed> delayed =
            new PriorityQueue<>(Comparator.comparing(Delayed::due).thenComparingLong(Delayed::order));
    private final RepeatedIds ids;
    private final Map<String, MemoryGroup> groups = new LinkedHashMap<>();
    private long last;
    private long orders;

    MemoryLane(Lane lane, BusConfig config) {
        this.lane = lane;
        this.config = config;
        this.ids = new RepeatedIds(config.repeatWindow());
    }

    /** @return empty if there is no room */
    Optional<Publishing> publish(Item item, Instant now) {
        if (ids.contains(item.id())) {
            return Optional.of(new Publishing.Repeated());
        }
        if (entries.size() + delayed.size() >= config.maxLength() && !makeRoom()) {
            return Optional.empty();
        }
        ids.add(item.id());
        var due = item.notBefore();
        if (due.isPresent() && due.get().isAfter(now)) {
            delayed.add(new Delayed(item, due.get(), orders++));
        } else {
            append(item.id(), item.body(), now, Optional.empty());
        }
        return Optional.of(new Publishing.Stored());
    }

    void append(String id, String body, Instant now, Optional<String> onlyFor) {
        last++;
        entries.put(last, new Entry(last, id, body, now, onlyFor));
    }

    private boolean makeRoom() {
        if (groups.isEmpty() && !lane.stream().isKeptForFirstReader() && !entries.isEmpty()) {
            entries.pollFirstEntry();
            return true;
        }
        groups.values().stream()
                .mapToLong(MemoryGroup::needs)
                .min()
                .ifPresent(needed -> entries.headMap(needed).clear());
        return entries.size() + delayed.size() < config.maxLength();
    }

    /** @return whether any was */
    boolean release(Instant now) {
        boolean any = false;
        for (var next = delayed.peek(); next != null && !next.due().isAfter(now); next = delayed.peek()) {
            delayed.poll();
            append(next.item().id(), next.item().body(), now, Optional.empty());
            any = true;
        }
        return any;
    }

    MemoryGroup group(String name, ConsumerSettings.Start start) {
        return groups.computeIfAbsent(
                name,
                absent -> new MemoryGroup(
                        absent,
                        switch (start) {
                            case BEGINNING -> 0;
                            case NOW -> last;
                        }));
    }

    Map<String, MemoryGroup> groups() {
        return groups;
    }

    NavigableMap<Long, Entry> after(long position) {
        return entries.tailMap(position, false);
    }

    Optional<Entry> from(long position) {
        return Optional.ofNullable(entries.ceilingEntry(position)).map(Map.Entry::getValue);
    }

    int length() {
        return entries.size();
    }

    int delayedCount() {
        return delayed.size();
    }

    /** @return how many items somebody would have been handed */
    long drain() {
        long drained = delayed.size();
        delayed.clear();
        long waiting = groups.isEmpty() ? entries.size() : 0;
        for (var group : groups.values()) {
            waiting = Math.max(waiting, after(group.lastDelivered).size());
            group.lastDelivered = last;
        }
        if (groups.isEmpty()) {
            entries.clear();
        }
        return drained + waiting;
    }
}
