package io.conclave.persistence.streams;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of a group on Redis. Reads on a connection of its own, since a read that waits holds up whatever comes
 * behind it; everything else goes over the shared one.
 */
final class RedisMembership implements Membership {
    private final RedisBroker broker;
    private final RedisLink link;
    private final StreamName stream;
    private final ConsumerSettings settings;
    private final String group;
    private final String consumer;
    private final List<Lane> lanes;
    private final Map<String, Lane> lanesByKey;
    private final Map<Priority, Lane> lanesByPriority;
    /** Used by the thread that fetches; whoever takes it out closes it. */
    private final AtomicReference<@Nullable StatefulRedisConnection<String, String>> reading = new AtomicReference<>();

    private volatile boolean closed;

    private RedisMembership(RedisBroker broker, StreamName stream, ConsumerSettings settings, String consumer) {
        this.broker = broker;
        this.link = broker.link();
        this.stream = stream;
        this.settings = settings;
        this.group = settings.group();
        this.consumer = consumer;
        this.lanes = RedisBroker.lanes(stream);
        this.lanesByKey = new java.util.HashMap<>();
        this.lanesByPriority = new EnumMap<>(Priority.class);
        for (var lane : lanes) {
            lanesByKey.put(broker.key(lane), lane);
            lanesByPriority.put(lane.priority(), lane);
        }
    }

    static RedisMembership join(RedisBroker broker, StreamName stream, ConsumerSettings settings, String consumer) {
        var membership = new RedisMembership(broker, stream, settings, consumer);
        try {
            membership.found(settings.start());
            membership.beat(0, false);
        } catch (AwayException _) {
            // Away: the first fetch that gets through makes the group.
        }
        return membership;
    }

    /** Makes the group in every lane where it is not. */
    private void found(ConsumerSettings.Start start) throws AwayException {
        var from = switch (start) {
            case BEGINNING -> "0-0";
            case NOW -> "$";
        };
        for (var lane : lanes) {
            var key = broker.key(lane);
            try {
                link.ask(commands -> commands.xgroupCreate(
                        io.lettuce.core.XReadArgs.StreamOffset.from(key, from),
                        group,
                        XGroupCreateArgs.Builder.mkstream()));
            } catch (AwayException e) {
                if (!e.sentence().contains("BUSYGROUP")) {
                    throw e;
                }
            }
            link.ask(commands -> commands.sadd(key + ":groups", group));
        }
    }

    @FunctionalInterface
    private interface Attempt<T> {
        T make() throws AwayException, InterruptedException;
    }

    /** A group that is gone, with all the server had or by somebody's hand, is made again, and reads from the beginning. */
    private <T> T withGroup(Attempt<T> attempt) throws AwayException, InterruptedException {
        try {
            return attempt.make();
        } catch (AwayException e) {
            if (e.kind() != AwayException.Kind.GROUP_GONE) {
                throw e;
            }
            found(ConsumerSettings.Start.BEGINNING);
            return attempt.make();
        }
    }

    // ---- taking

    @Override
    public List<Delivery> held(boolean reborn) throws AwayException {
        try {
            return withGroup(() -> {
                var held = new ArrayList<Delivery>();
                for (var lane : lanes) {
                    var answer = link.run(
                            Script.HELD, List.of(broker.key(lane)), List.of(group, consumer, reborn ? "1" : "0"));
                    held.addAll(alive(lane, Entries.claimed(lane, answer)));
                }
                return held;
            });
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Buries those that have killed their consumers too often. */
    private List<Delivery> alive(Lane lane, List<Entries.Claimed> claimed) throws AwayException {
        var alive = new ArrayList<Delivery>(claimed.size());
        var deadly = new ArrayList<Failure>();
        for (var one : claimed) {
            if (one.deaths() > settings.retry().deaths()) {
                var reason = "Its consumer died " + one.deaths() + " times while it held this item";
                deadly.add(new Failure(one.delivery(), reason, true, Duration.ZERO));
            } else {
                alive.add(one.delivery());
            }
        }
        if (!deadly.isEmpty()) {
            fail(lane, deadly);
        }
        return alive;
    }

    @Override
    public Fetched fetch(int perLane, Duration wait) throws AwayException, InterruptedException {
        try {
            return withGroup(() -> fetchOnce(perLane, wait));
        } catch (AwayException e) {
            // What the lost answer held is ours by now; who calls asks for it before reading on, with a new connection.
            hangUp();
            throw e;
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Lettuce takes its offsets as an array of a generic type
    private Fetched fetchOnce(int perLane, Duration wait) throws AwayException, InterruptedException {
        var used = reading();
        XReadArgs.StreamOffset[] offsets = lanes.stream()
                .map(lane -> XReadArgs.StreamOffset.lastConsumed(broker.key(lane)))
                .toArray(XReadArgs.StreamOffset[]::new);
        RedisFuture<List<StreamMessage<String, String>>> read = used.async()
                .xreadgroup(
                        Consumer.from(group, consumer),
                        XReadArgs.Builder.count(perLane).block(wait),
                        (XReadArgs.StreamOffset<String>[]) offsets);
        // On its heels, so that it is as new as what was read.
        RedisFuture<Long> paused = used.async().exists(broker.pausedKey(stream));
        var patience = wait.plus(broker.config().commandTimeout());
        var messages = link.await(used, read, patience);
        boolean isPaused = link.await(used, paused, broker.config().commandTimeout()) > 0;
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return new Fetched(deliveries(messages), isPaused);
    }

    private StatefulRedisConnection<String, String> reading() throws AwayException {
        var known = reading.get();
        if (known != null) {
            return known;
        }
        var fresh = link.another();
        reading.set(fresh);
        if (closed) {
            hangUp();
        }
        return fresh;
    }

    private void hangUp() {
        var known = reading.getAndSet(null);
        if (known != null) {
            var _ = known.closeAsync();
        }
    }

    private List<Delivery> deliveries(List<StreamMessage<String, String>> messages) throws AwayException {
        var deliveries = new ArrayList<Delivery>(messages.size());
        var foreign = new ArrayList<Delivery>();
        var others = new ArrayList<Delivery>();
        for (var message : messages) {
            var lane = lanesByKey.get(message.getStream());
            if (lane == null) {
                throw new IllegalStateException("Read from " + message.getStream() + ", which nobody asked for");
            }
            var delivery = Entries.delivery(lane, message.getId(), message.getBody(), 1);
            if (!Entries.isFor(group, message.getBody())) {
                others.add(delivery);
                continue;
            }
            deliveries.add(delivery);
            if (Entries.mayBeRepeated(message.getBody())) {
                foreign.add(delivery);
            }
        }
        if (!others.isEmpty()) {
            acknowledge(others);
        }
        if (!foreign.isEmpty()) {
            deliveries.removeAll(repeated(foreign));
        }
        return deliveries;
    }

    private List<Delivery> repeated(List<Delivery> foreign) throws AwayException {
        var repeated = new ArrayList<Delivery>();
        for (var lane : lanes) {
            var ofLane = of(lane, foreign);
            if (ofLane.isEmpty()) {
                continue;
            }
            var arguments = new ArrayList<String>(2 + 2 * ofLane.size());
            arguments.add(group);
            arguments.add(Integer.toString(broker.config().repeatWindow()));
            for (var delivery : ofLane) {
                arguments.add(delivery.id());
                arguments.add(delivery.entry());
            }
            var answers = link.run(Script.ADMIT, List.of(broker.key(lane)), arguments);
            for (int i = 0; i < ofLane.size(); i++) {
                if (RedisBroker.number(answers.get(i)) == 0) {
                    repeated.add(ofLane.get(i));
                }
            }
        }
        return repeated;
    }

    private static List<Delivery> of(Lane lane, List<Delivery> deliveries) {
        return deliveries.stream()
                .filter(delivery -> delivery.priority() == lane.priority())
                .toList();
    }

    @Override
    public Fetched beat(int room, boolean mayReclaim) throws AwayException {
        try {
            return withGroup(() -> {
                var found = new ArrayList<Delivery>();
                boolean paused = false;
                for (var lane : lanes) {
                    var answer = link.run(
                            Script.BEAT,
                            List.of(broker.key(lane), broker.pausedKey(stream)),
                            List.of(
                                    group,
                                    consumer,
                                    Integer.toString(room),
                                    Long.toString(broker.config().deadAfter().toMillis()),
                                    mayReclaim ? "1" : "0",
                                    Integer.toString(broker.config().repeatWindow())));
                    paused |= RedisBroker.number(answer.getFirst()) == 1;
                    found.addAll(alive(lane, Entries.claimed(lane, answer.subList(1, answer.size()))));
                }
                return new Fetched(found, paused);
            });
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    // ---- settling

    @Override
    public void acknowledge(List<Delivery> deliveries) throws AwayException {
        for (var lane : lanes) {
            var ofLane = lanes.size() == 1 ? deliveries : of(lane, deliveries);
            if (!ofLane.isEmpty()) {
                acknowledge(broker.key(lane), ofLane);
            }
        }
    }

    private void acknowledge(String key, List<Delivery> deliveries) throws AwayException {
        var entries = deliveries.stream().map(Delivery::entry).toArray(String[]::new);
        var tried = deliveries.stream()
                .filter(delivery -> delivery.attempt() > 1)
                .map(Delivery::entry)
                .toArray(String[]::new);
        // The counter goes first, unwaited for: a number for people may be wrong, an acknowledgement may not.
        link.ask(commands -> {
            var _ = commands.hincrby(key + ":counts", group + ":acknowledged", entries.length);
            if (tried.length > 0) {
                var _ = commands.hdel(key + ":group:" + group + ":failures", tried);
            }
            return commands.xack(key, group, entries);
        });
    }

    @Override
    public void fail(List<Failure> failures) throws AwayException {
        for (var lane : lanes) {
            var ofLane = failures.stream()
                    .filter(failure -> failure.delivery().priority() == lane.priority())
                    .toList();
            if (!ofLane.isEmpty()) {
                fail(lane, ofLane);
            }
        }
    }

    private void fail(Lane lane, List<Failure> failures) throws AwayException {
        var arguments = new ArrayList<String>(4 + 6 * failures.size());
        arguments.add(group);
        arguments.add(consumer);
        arguments.add(lane.priority().name());
        arguments.add(Integer.toString(broker.config().deadLetters()));
        for (var failure : failures) {
            arguments.add(failure.delivery().entry());
            arguments.add(failure.delivery().id());
            arguments.add(Integer.toString(failure.delivery().attempt()));
            arguments.add(failure.last() ? "1" : "0");
            arguments.add(Long.toString(failure.pause().toMillis()));
            arguments.add(failure.reason());
        }
        try {
            withGroup(() -> link.run(Script.FAIL, List.of(broker.key(lane), broker.deadKey(stream)), arguments));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void leave() throws AwayException {
        for (var lane : lanes) {
            try {
                link.run(Script.LEAVE, List.of(broker.key(lane)), List.of(group, consumer));
            } catch (AwayException e) {
                if (e.kind() != AwayException.Kind.GROUP_GONE) {
                    throw e;
                }
            }
        }
    }

    private static AwayException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return AwayException.passing("Interrupted while asking Redis.", e);
    }

    @Override
    public void close() {
        closed = true;
        hangUp();
    }
}
