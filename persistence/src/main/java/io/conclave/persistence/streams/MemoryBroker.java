package io.conclave.persistence.streams;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Streams in this process's memory; one lock for all, held for microseconds. Never away, never loses anything. */
final class MemoryBroker implements Broker {
    private final Map<StreamName, MemoryStream> streams = new EnumMap<>(StreamName.class);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();

    MemoryBroker(BusConfig config, InstantSource clock) {
        for (var stream : StreamName.values()) {
            streams.put(stream, new MemoryStream(stream, config, clock));
        }
    }

    @FunctionalInterface
    interface Use<T> {
        T on(MemoryStream stream);
    }

    /** Every look at a stream goes through here. Wakes those that wait for items, for whatever was done. */
    <T> T with(StreamName name, Use<T> use) {
        lock.lock();
        try {
            return use.on(stream(name));
        } finally {
            lock.unlock();
        }
    }

    private MemoryStream stream(StreamName name) {
        var stream = streams.get(name);
        if (stream == null) {
            throw new IllegalStateException("No stream " + name);
        }
        return stream;
    }

    /** Looks again after each change until it sees something, or the wait is over. */
    Membership.Fetched await(StreamName name, long waitNanos, Use<Membership.Fetched> look)
            throws InterruptedException {
        lock.lock();
        try {
            var seen = look.on(stream(name));
            long left = waitNanos;
            while (seen.deliveries().isEmpty() && !seen.paused() && left > 0) {
                left = grown.awaitNanos(left);
                seen = look.on(stream(name));
            }
            return seen;
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Publishing> publish(Lane lane, List<Item> items) {
        var answers = with(lane.stream(), stream -> {
            var stored = new ArrayList<Publishing>(items.size());
            for (var item : items) {
                var answer = stream.publish(item);
                if (answer.isEmpty()) {
                    break;
                }
                stored.add(answer.get());
            }
            return stored;
        });
        wake();
        return answers;
    }

    @Override
    public Membership join(StreamName stream, ConsumerSettings settings, String consumer) {
        return new MemoryMembership(this, stream, settings, consumer);
    }

    @Override
    public Optional<Instant> awaySince() {
        return Optional.empty();
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    public long losses() {
        return 0;
    }

    @Override
    public Instant lastSeenBeforeLoss() {
        return Instant.EPOCH;
    }

    @Override
    public void onLoss(Runnable listener) {
        // memory that is lost takes this process with it
    }

    @Override
    public Metrics metrics(StreamName stream) {
        return with(stream, MemoryStream::metrics);
    }

    @Override
    public List<DeadLetter> dead(StreamName stream, int limit) {
        return with(stream, it -> it.dead(limit));
    }

    @Override
    public int requeue(StreamName stream, List<String> letters) {
        int requeued = with(stream, it -> it.requeue(letters));
        wake();
        return requeued;
    }

    @Override
    public void pause(StreamName stream, String reason) {
        with(stream, it -> it.pause(Optional.of(reason)));
    }

    @Override
    public void resume(StreamName stream) {
        with(stream, it -> it.pause(Optional.empty()));
    }

    @Override
    public long drain(StreamName stream) {
        return with(stream, MemoryStream::drain);
    }

    @Override
    public void close() {
        // nothing to let go of
    }
}
