package io.conclave.benchmarks;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** The peer of the bus: XADD, XREADGROUP and XACK by Lettuce, pipelined, with nothing promised and nothing stored. */
final class PlainLettuce implements AutoCloseable {
    private static final String GROUP = "group";
    private static final int UNDER_WAY = 5_000;
    private static final int READ = 500;

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> writing;
    private final StatefulRedisConnection<String, String> reading;

    PlainLettuce(String url) {
        client = RedisClient.create(url);
        writing = client.connect();
        reading = client.connect();
    }

    /** @return seconds until the last of them is acknowledged */
    double seconds(String stream, int count, String body) throws InterruptedException {
        begin(stream);
        long begun = System.nanoTime();
        var last = new CountDownLatch(1);
        var reader = Thread.ofPlatform().start(() -> read(stream, count, _ -> {}, last));
        var underWay = new ArrayDeque<RedisFuture<String>>();
        for (int i = 0; i < count; i++) {
            underWay.add(writing.async().xadd(stream, Map.of("id", "m" + i, "body", body)));
            if (underWay.size() >= UNDER_WAY) {
                arrived(underWay.removeFirst());
            }
        }
        while (!underWay.isEmpty()) {
            arrived(underWay.removeFirst());
        }
        last.await();
        double seconds = (System.nanoTime() - begun) / 1e9;
        reader.join();
        writing.sync().del(stream);
        return seconds;
    }

    /** Leaves nothing on the server, whoever wrote it. */
    void deleteAll() {
        writing.sync().flushdb();
    }

    /** One at a time, at a steady pace; the body of each is the moment it was sent. */
    void paced(String stream, int count, Pace pace, LongConsumer took) throws InterruptedException {
        begin(stream);
        var last = new CountDownLatch(1);
        var reader = Thread.ofPlatform()
                .start(() -> read(stream, count, sent -> took.accept(System.nanoTime() - sent), last));
        for (int i = 0; i < count; i++) {
            pace.await(i);
            var _ = writing.async().xadd(stream, Map.of("id", "m" + i, "body", Long.toString(System.nanoTime())));
        }
        last.await();
        reader.join();
        writing.sync().del(stream);
    }

    private void begin(String stream) {
        writing.sync()
                .xgroupCreate(XReadArgs.StreamOffset.from(stream, "0-0"), GROUP, XGroupCreateArgs.Builder.mkstream());
    }

    private static void arrived(RedisFuture<String> added) throws InterruptedException {
        if (!added.await(10, TimeUnit.SECONDS)) {
            throw new NotMeasuredException("Redis has not answered an XADD for 10 s");
        }
    }

    @SuppressWarnings("unchecked") // Lettuce takes its offsets as an array of a generic type
    private void read(String stream, int count, LongConsumer sentAt, CountDownLatch last) {
        int seen = 0;
        while (seen < count) {
            List<StreamMessage<String, String>> messages = reading.sync()
                    .xreadgroup(
                            Consumer.from(GROUP, "one"),
                            XReadArgs.Builder.count(READ).block(Duration.ofSeconds(1)),
                            XReadArgs.StreamOffset.lastConsumed(stream));
            if (messages.isEmpty()) {
                continue;
            }
            for (var message : messages) {
                var body = message.getBody().get("body");
                if (body != null && !body.startsWith("{")) {
                    sentAt.accept(Long.parseLong(body));
                }
            }
            seen += messages.size();
            reading.sync()
                    .xack(
                            stream,
                            GROUP,
                            messages.stream().map(StreamMessage::getId).toArray(String[]::new));
        }
        last.countDown();
    }

    /** Keeps whoever sends from sending too early. */
    record Pace(long begunNanos, long everyNanos) {
        static Pace of(int aSecond) {
            return new Pace(System.nanoTime(), 1_000_000_000L / aSecond);
        }

        void await(int number) throws InterruptedException {
            long left = begunNanos + number * everyNanos - System.nanoTime();
            if (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
        }
    }

    @Override
    public void close() {
        writing.close();
        reading.close();
        client.shutdown();
    }
}
