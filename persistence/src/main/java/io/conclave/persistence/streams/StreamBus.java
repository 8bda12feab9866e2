package io.conclave.persistence.streams;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Publishers and consumers over a {@link Broker}. */
final class StreamBus implements Bus {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Broker broker;
    private final BusConfig config;
    private final InstantSource clock;
    private final ConcurrentHashMap<Lane, Publisher> publishers = new ConcurrentHashMap<>();
    private final Set<Consumer> consumers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    StreamBus(Broker broker, BusConfig config, InstantSource clock) {
        this.broker = broker;
        this.config = config;
        this.clock = clock;
        broker.onLoss(() -> publishers.values().forEach(Publisher::wake));
    }

    @Override
    public CompletionStage<Publishing> publish(StreamName stream, Item item) {
        if (closed.get()) {
            return refused(Publishing.Why.CLOSED, "This bus is closed: " + stream.key() + " takes nothing more.");
        }
        int length = utf8Length(item.body());
        if (length > config.maxBody()) {
            return refused(
                    Publishing.Why.TOO_LARGE,
                    "The body of " + item.id() + " for " + stream.key() + " has " + length
                            + " bytes; conclave.bus.max-body allows " + config.maxBody() + ".");
        }
        return publishers
                .computeIfAbsent(new Lane(stream, item.priority()), lane -> new Publisher(lane, broker, config, clock))
                .publish(item);
    }

    /** Without encoding it, where its length already tells that it fits. */
    private int utf8Length(String body) {
        return body.length() <= config.maxBody() / 3 ? body.length() : body.getBytes(StandardCharsets.UTF_8).length;
    }

    private static CompletionStage<Publishing> refused(Publishing.Why why, String sentence) {
        return CompletableFuture.completedFuture(new Publishing.Refused(why, sentence));
    }

    @Override
    public Consumption consumeBatches(StreamName stream, ConsumerSettings settings, BatchHandler handler) {
        return start(stream, settings, handler);
    }

    Consumer start(StreamName stream, ConsumerSettings settings, BatchHandler handler) {
        if (closed.get()) {
            throw new IllegalStateException("This bus is closed: nobody can consume " + stream.key() + ".");
        }
        var name = settings.consumer().orElseGet(StreamBus::ownName);
        var membership = broker.join(stream, settings, name);
        var consumer = new Consumer(stream, settings, handler, membership, config, consumers);
        consumers.add(consumer);
        consumer.start();
        return consumer;
    }

    /** Says whose it is to whoever looks at the server, and is nobody else's. */
    private static String ownName() {
        return ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    }

    @Override
    public Health health() {
        var awaySince = broker.awaySince();
        var why = broker.trouble();
        int buffered = 0;
        for (var publisher : publishers.values()) {
            buffered += publisher.buffered();
            if (why.isEmpty()) {
                why = publisher.trouble();
            }
        }
        return new Health(awaySince, why, buffered, broker.losses());
    }

    // ---- questions and orders to the server

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws AwayException;
    }

    private static <T> T ask(Question<T> question) {
        try {
            return question.ask();
        } catch (AwayException e) {
            throw new BusException(e.sentence(), e);
        }
    }

    @Override
    public Metrics metrics(StreamName stream) {
        return ask(() -> broker.metrics(stream));
    }

    @Override
    public List<DeadLetter> dead(StreamName stream, int limit) {
        return ask(() -> broker.dead(stream, limit));
    }

    @Override
    public int requeue(StreamName stream, List<String> letters) {
        return ask(() -> broker.requeue(stream, letters));
    }

    @Override
    public void pause(StreamName stream, String reason) {
        ask(() -> {
            broker.pause(stream, reason);
            return Optional.empty();
        });
    }

    @Override
    public void resume(StreamName stream) {
        ask(() -> {
            broker.resume(stream);
            return Optional.empty();
        });
    }

    @Override
    public long drain(StreamName stream) {
        return ask(() -> broker.drain(stream));
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long begun = System.nanoTime();
        publishers.values().forEach(Publisher::finish);
        var stopping = List.copyOf(consumers);
        stopping.forEach(Consumer::stop);
        try {
            for (var publisher : publishers.values()) {
                publisher.close(left(begun, config.commandTimeout()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (var consumer : stopping) {
            consumer.close(left(begun, config.closePatience()));
        }
        broker.close();
    }

    /** Of a patience that all share; never nothing, so that who is ready is let go in order. */
    private static Duration left(long begunNanos, Duration patience) {
        var left = patience.minusNanos(System.nanoTime() - begunNanos);
        return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
    }
}
