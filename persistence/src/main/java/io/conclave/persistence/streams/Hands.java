package io.conclave.persistence.streams;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a consumer was given and has not settled: waiting to be handed over, in order of priority, or with the handler.
 * Knows what it has, so that what comes again is not taken twice. Not safe for threads.
 */
final class Hands {
    private record Key(Priority priority, String entry) {}

    /** @param alone to be handed over in a batch of its own, for it was part of one that failed */
    private record Waiting(Delivery delivery, boolean alone) {}

    private final Map<Priority, ArrayDeque<Waiting>> waiting = new EnumMap<>(Priority.class);
    private final Set<Key> known = new HashSet<>();
    private int withHandler;

    Hands() {
        for (var priority : Priority.values()) {
            waiting.put(priority, new ArrayDeque<>());
        }
    }

    void take(List<Delivery> deliveries) {
        for (var delivery : deliveries) {
            if (known.add(key(delivery))) {
                waiting(delivery).addLast(new Waiting(delivery, delivery.attempt() > 1));
            }
        }
    }

    /** The next batch of at most so many; empty if nothing waits. */
    List<Delivery> hand(int most) {
        var batch = new ArrayList<Delivery>();
        for (var lane : waiting.values()) {
            while (!lane.isEmpty() && batch.size() < most) {
                var next = lane.getFirst();
                if (next.alone() && !batch.isEmpty()) {
                    withHandler += batch.size();
                    return batch;
                }
                batch.add(lane.removeFirst().delivery());
                if (next.alone()) {
                    withHandler += 1;
                    return batch;
                }
            }
        }
        withHandler += batch.size();
        return batch;
    }

    /** A batch that failed: each of its items is handed over again by itself, before all others of its lane. */
    void back(List<Delivery> batch) {
        withHandler -= batch.size();
        for (var delivery : batch.reversed()) {
            waiting(delivery).addFirst(new Waiting(delivery, true));
        }
    }

    void settled(List<Delivery> batch) {
        withHandler -= batch.size();
    }

    /** Acknowledged, or given to the broker for later: if it comes again it is taken again. */
    void forget(List<Delivery> deliveries) {
        for (var delivery : deliveries) {
            known.remove(key(delivery));
        }
    }

    int withHandler() {
        return withHandler;
    }

    /** The longest of the queues: how much was fetched ahead. */
    int waitingInLongestLane() {
        int longest = 0;
        for (var lane : waiting.values()) {
            longest = Math.max(longest, lane.size());
        }
        return longest;
    }

    boolean isWaiting() {
        return waitingInLongestLane() > 0;
    }

    private ArrayDeque<Waiting> waiting(Delivery delivery) {
        var lane = waiting.get(delivery.priority());
        if (lane == null) {
            throw new IllegalStateException("No lane for " + delivery.priority());
        }
        return lane;
    }

    private static Key key(Delivery delivery) {
        return new Key(delivery.priority(), delivery.entry());
    }
}
