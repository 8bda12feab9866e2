package io.conclave.persistence.streams;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Streams on a Redis server: one Redis stream a lane. What has to happen in one step is a {@link Script}. */
final class RedisBroker implements Broker {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int REQUEUED_AT_ONCE = 500;

    private record Sample(long published, Instant at) {}

    private final BusConfig config;
    private final InstantSource clock;
    private final RedisLink link;
    private final Map<StreamName, Sample> samples = new ConcurrentHashMap<>();
    private final Thread watch;

    private RedisBroker(BusConfig config, InstantSource clock, RedisLink link) {
        this.config = config;
        this.clock = clock;
        this.link = link;
        this.watch = Thread.ofVirtual().name("bus-watch").start(this::watch);
    }

    /** @throws BusException as {@link Bus#open} does */
    static RedisBroker open(BusConfig config, InstantSource clock) {
        var link = new RedisLink(config, clock);
        try {
            link.open();
        } catch (BusException e) {
            link.close();
            throw e;
        }
        return new RedisBroker(config, clock, link);
    }

    /** So that health is known, and a loss found, without anybody publishing. */
    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                try {
                    link.look();
                } catch (AwayException _) {
                    // The link knows, and says it to whoever asks for health.
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    String key(Lane lane) {
        return lane.key(config.prefix());
    }

    private String key(StreamName stream) {
        return config.prefix() + ":" + stream.key();
    }

    String deadKey(StreamName stream) {
        return key(stream) + ":dead";
    }

    String pausedKey(StreamName stream) {
        return key(stream) + ":paused";
    }

    BusConfig config() {
        return config;
    }

    RedisLink link() {
        return link;
    }

    static List<Lane> lanes(StreamName stream) {
        return List.of(
                new Lane(stream, Priority.HIGH), new Lane(stream, Priority.NORMAL), new Lane(stream, Priority.LOW));
    }

    // ---- publishing

    @Override
    public List<Publishing> publish(Lane lane, List<Item> items) throws AwayException {
        var arguments = new ArrayList<String>(6 + 3 * items.size());
        arguments.add(link.epoch());
        arguments.add(Integer.toString(config.maxLength()));
        arguments.add(Integer.toString(config.repeatWindow()));
        arguments.add(lane.stream().isKeptForFirstReader() ? "1" : "0");
        arguments.add(Long.toString(config.groupPatience().toMillis()));
        arguments.add(Integer.toString(items.size()));
        for (var item : items) {
            arguments.add(item.id());
            arguments.add(item.body());
            arguments.add(item.notBefore().map(RedisBroker::millisUp).orElse("0"));
        }
        var answers = link.run(Script.PUBLISH, List.of(key(lane), config.prefix() + ":epoch"), arguments);
        var published = new ArrayList<Publishing>(answers.size());
        for (var answer : answers) {
            published.add((long) answer == 1 ? new Publishing.Stored() : new Publishing.Repeated());
        }
        return published;
    }

    private static String millisUp(Instant moment) {
        return Long.toString(moment.plusNanos(999_999).toEpochMilli());
    }

    // ---- consuming

    @Override
    public Membership join(StreamName stream, ConsumerSettings settings, String consumer) {
        return RedisMembership.join(this, stream, settings, consumer);
    }

    // ---- health

    @Override
    public Optional<Instant> awaySince() {
        return link.awaySince();
    }

    @Override
    public Optional<String> trouble() {
        return link.trouble();
    }

    @Override
    public long losses() {
        return link.losses();
    }

    @Override
    public Instant lastSeenBeforeLoss() {
        return link.lastSeenBeforeLoss();
    }

    @Override
    public void onLoss(Runnable listener) {
        link.onLoss(listener);
    }

    // ---- questions

    @Override
    public Metrics metrics(StreamName stream) throws AwayException {
        long length = 0;
        long delayed = 0;
        long published = 0;
        var groups = new TreeMap<String, Metrics.Group>();
        for (var lane : lanes(stream)) {
            var answer = link.run(Script.METRICS, List.of(key(lane)), List.of());
            length += number(answer.get(0));
            delayed += number(answer.get(1));
            published += number(answer.get(2));
            for (var group : answer.subList(3, answer.size())) {
                var read = group((List<?>) group);
                groups.merge(read.name(), read, Metrics.Group::and);
            }
        }
        long dead = link.ask(commands -> commands.xlen(deadKey(stream)));
        Optional<String> paused = Optional.ofNullable(link.ask(commands -> commands.get(pausedKey(stream))));
        return new Metrics(
                stream,
                length,
                delayed,
                dead,
                paused,
                published,
                rate(stream, published),
                List.copyOf(groups.values()));
    }

    private double rate(StreamName stream, long published) {
        var now = new Sample(published, clock.instant());
        var before = samples.put(stream, now);
        if (before == null || !before.at().isBefore(now.at())) {
            return 0;
        }
        double seconds = Duration.between(before.at(), now.at()).toNanos() / 1e9;
        return Math.max(0, published - before.published()) / seconds;
    }

    private static Metrics.Group group(List<?> answer) {
        return new Metrics.Group(
                (String) answer.get(0),
                number(answer.get(1)),
                number(answer.get(2)),
                number(answer.get(3)),
                Duration.ofMillis(number(answer.get(4))),
                (int) number(answer.get(5)),
                number(answer.get(6)),
                number(answer.get(7)),
                number(answer.get(8)),
                number(answer.get(9)));
    }

    static long number(Object answer) {
        return (Long) answer;
    }

    @Override
    public List<DeadLetter> dead(StreamName stream, int limit) throws AwayException {
        List<StreamMessage<String, String>> letters = link.ask(
                commands -> commands.xrange(deadKey(stream), Range.unbounded(), io.lettuce.core.Limit.from(limit)));
        return letters.stream().map(letter -> letter(stream, letter)).toList();
    }

    private static DeadLetter letter(StreamName stream, StreamMessage<String, String> message) {
        var fields = message.getBody();
        return new DeadLetter(
                message.getId(),
                stream,
                field(fields, "group"),
                Priority.valueOf(field(fields, "priority")),
                field(fields, "id"),
                field(fields, "body"),
                field(fields, "reason"),
                Integer.parseInt(field(fields, "attempts")),
                field(fields, "entry"),
                Entries.storedAt(message.getId()));
    }

    private static String field(Map<String, String> fields, String name) {
        return Objects.requireNonNullElse(fields.get(name), "");
    }

    @Override
    public int requeue(StreamName stream, List<String> letters) throws AwayException {
        var keys = List.of(key(stream), deadKey(stream));
        if (!letters.isEmpty()) {
            return (int) number(link.run(Script.REQUEUE, keys, letters).getFirst());
        }
        int all = 0;
        while (true) {
            int some = (int) number(link.run(Script.REQUEUE, keys, List.of()).getFirst());
            all += some;
            if (some < REQUEUED_AT_ONCE) {
                return all;
            }
        }
    }

    @Override
    public void pause(StreamName stream, String reason) throws AwayException {
        link.ask(commands -> commands.set(pausedKey(stream), reason));
    }

    @Override
    public void resume(StreamName stream) throws AwayException {
        link.ask(commands -> commands.del(pausedKey(stream)));
    }

    @Override
    public long drain(StreamName stream) throws AwayException {
        long drained = 0;
        for (var lane : lanes(stream)) {
            drained +=
                    number(link.run(Script.DRAIN, List.of(key(lane)), List.of()).getFirst());
        }
        return drained;
    }

    @Override
    public void close() {
        watch.interrupt();
        link.close();
    }
}
