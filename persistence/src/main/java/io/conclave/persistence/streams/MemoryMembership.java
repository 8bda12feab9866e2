package io.conclave.persistence.streams;

import java.time.Duration;
import java.util.List;

/** A consumer of a group in memory. */
final class MemoryMembership implements Membership {
    private final MemoryBroker broker;
    private final StreamName stream;
    private final ConsumerSettings settings;
    private final String consumer;

    MemoryMembership(MemoryBroker broker, StreamName stream, ConsumerSettings settings, String consumer) {
        this.broker = broker;
        this.stream = stream;
        this.settings = settings;
        this.consumer = consumer;
        beat(0, false);
    }

    @Override
    public List<Delivery> held(boolean reborn) {
        return broker.with(stream, it -> it.look(settings, consumer, (lane, group) -> group.heldBy(consumer)))
                .deliveries();
    }

    @Override
    public Fetched fetch(int perLane, Duration wait) throws InterruptedException {
        return broker.await(
                stream,
                wait.toNanos(),
                it -> it.look(settings, consumer, (lane, group) -> group.fetch(lane, consumer, perLane)));
    }

    @Override
    public Fetched beat(int room, boolean mayReclaim) {
        var came = broker.with(stream, it -> it.beat(settings, consumer, room, mayReclaim));
        broker.wake();
        return came;
    }

    @Override
    public void acknowledge(List<Delivery> deliveries) {
        broker.with(stream, it -> it.acknowledge(settings, deliveries));
    }

    @Override
    public void fail(List<Failure> failures) {
        broker.with(stream, it -> it.fail(settings, consumer, failures));
    }

    @Override
    public void leave() {
        broker.with(stream, it -> it.leave(settings, consumer));
    }

    @Override
    public void close() {
        // nothing to let go of
    }
}
