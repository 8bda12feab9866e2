package io.conclave.persistence.streams;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One stream: its lanes, its dead letters, whether it is paused. Whoever calls holds the {@link MemoryBroker}'s lock. */
final class MemoryStream {
    private final StreamName name;
    private final BusConfig config;
    private final InstantSource clock;
    private final Map<Priority, MemoryLane> lanes = new EnumMap<>(Priority.class);
    private final ArrayDeque<DeadLetter> dead = new ArrayDeque<>();
    private Optional<String> paused = Optional.empty();
    private long letters;
    private long published;
    private long publishedBefore;
    private Optional<Instant> askedBefore = Optional.empty();

    MemoryStream(StreamName name, BusConfig config, InstantSource clock) {
        this.name = name;
        this.config = config;
        this.clock = clock;
        for (var priority : Priority.values()) {
            lanes.put(priority, new MemoryLane(new Lane(name, priority), config));
        }
    }

    Optional<Publishing> publish(Item item) {
        var answer = lane(item.priority()).publish(item, clock.instant());
        if (answer.isPresent() && answer.get() instanceof Publishing.Stored) {
            published++;
        }
        return answer;
    }

    private MemoryLane lane(Priority priority) {
        var lane = lanes.get(priority);
        if (lane == null) {
            throw new IllegalStateException("No lane " + priority);
        }
        return lane;
    }

    /** What some look finds, lane by lane; higher priorities first. */
    @FunctionalInterface
    interface Look {
        List<MemoryGroup.Pending> in(MemoryLane lane, MemoryGroup group);
    }

    Membership.Fetched look(ConsumerSettings settings, String consumer, Look look) {
        var deliveries = new ArrayList<Delivery>();
        for (var lane : lanes.values()) {
            var group = lane.group(settings.group(), settings.start());
            for (var one : look.in(lane, group)) {
                var delivery = delivery(lane.lane, one);
                if (one.deliveries - 1 - one.failures > settings.retry().deaths()) {
                    bury(lane, group, new Membership.Failure(delivery, deaths(one), true, Duration.ZERO), consumer);
                } else {
                    deliveries.add(delivery);
                }
            }
        }
        return new Membership.Fetched(deliveries, paused.isPresent());
    }

    private static String deaths(MemoryGroup.Pending one) {
        return "Its consumer died " + (one.deliveries - 1 - one.failures) + " times while it held this item";
    }

    private static Delivery delivery(Lane lane, MemoryGroup.Pending one) {
        var entry = one.entry;
        return new Delivery(
                lane.stream(),
                lane.priority(),
                entry.id(),
                entry.body(),
                entry.name(),
                one.failures + 1,
                entry.storedAt());
    }

    Membership.Fetched beat(ConsumerSettings settings, String consumer, int room, boolean mayReclaim) {
        var now = clock.instant();
        return look(settings, consumer, (lane, group) -> {
            lane.release(now);
            group.beat(consumer, now);
            if (mayReclaim) {
                group.forgetSilent(now.minus(config.deadAfter()));
            }
            if (paused.isPresent()) {
                return List.of();
            }
            var found = new ArrayList<>(group.due(consumer, now, room));
            found.addAll(group.ofTheDead(consumer, room - found.size()));
            return found;
        });
    }

    /** @return nothing */
    boolean acknowledge(ConsumerSettings settings, List<Delivery> deliveries) {
        for (var delivery : deliveries) {
            lane(delivery.priority()).group(settings.group(), settings.start()).acknowledge(position(delivery));
        }
        return true;
    }

    boolean fail(ConsumerSettings settings, String consumer, List<Membership.Failure> failures) {
        for (var failure : failures) {
            var delivery = failure.delivery();
            var lane = lane(delivery.priority());
            var group = lane.group(settings.group(), settings.start());
            if (failure.last()) {
                group.retries++;
                bury(lane, group, failure, consumer);
            } else {
                group.retryLater(
                        position(delivery),
                        consumer,
                        delivery.attempt(),
                        clock.instant().plus(failure.pause()));
            }
        }
        return true;
    }

    private void bury(MemoryLane lane, MemoryGroup group, Membership.Failure failure, String consumer) {
        var delivery = failure.delivery();
        if (group.bury(position(delivery), consumer).isEmpty()) {
            return;
        }
        if (dead.size() >= config.deadLetters()) {
            dead.removeFirst();
        }
        var now = clock.instant();
        dead.addLast(new DeadLetter(
                now.toEpochMilli() + "-" + ++letters,
                name,
                group.name,
                lane.lane.priority(),
                delivery.id(),
                delivery.body(),
                failure.reason(),
                delivery.attempt(),
                delivery.entry(),
                now));
    }

    private static long position(Delivery delivery) {
        return Long.parseLong(delivery.entry().substring(delivery.entry().indexOf('-') + 1));
    }

    boolean leave(ConsumerSettings settings, String consumer) {
        for (var lane : lanes.values()) {
            lane.group(settings.group(), settings.start()).leave(consumer);
        }
        return true;
    }

    List<DeadLetter> dead(int limit) {
        return dead.stream().limit(limit).toList();
    }

    int requeue(List<String> wanted) {
        int count = 0;
        for (var each = dead.iterator(); each.hasNext(); ) {
            var letter = each.next();
            if (wanted.isEmpty() || wanted.contains(letter.letter())) {
                each.remove();
                lane(letter.priority())
                        .append(letter.id(), letter.body(), clock.instant(), Optional.of(letter.group()));
                count++;
            }
        }
        return count;
    }

    boolean pause(Optional<String> reason) {
        paused = reason;
        return true;
    }

    long drain() {
        return lanes.values().stream().mapToLong(MemoryLane::drain).sum();
    }

    Metrics metrics() {
        var now = clock.instant();
        var groups = new TreeMap<String, Metrics.Group>();
        long length = 0;
        long delayed = 0;
        for (var lane : lanes.values()) {
            length += lane.length();
            delayed += lane.delayedCount();
            lane.groups().forEach((group, state) -> groups.merge(group, state.metrics(lane, now), Metrics.Group::and));
        }
        double seconds = askedBefore
                .map(before -> Duration.between(before, now).toNanos() / 1e9)
                .orElse(0.0);
        double rate = seconds > 0 ? (published - publishedBefore) / seconds : 0;
        askedBefore = Optional.of(now);
        publishedBefore = published;
        return new Metrics(name, length, delayed, dead.size(), paused, published, rate, List.copyOf(groups.values()));
    }
}
