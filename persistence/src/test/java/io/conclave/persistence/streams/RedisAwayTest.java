package io.conclave.persistence.streams;

import static io.conclave.persistence.streams.BusContract.group;
import static io.conclave.persistence.streams.BusContract.ids;
import static io.conclave.persistence.streams.BusContract.publish;
import static io.conclave.persistence.streams.StreamName.BARS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.conclave.testkit.RedisOptions;
import io.conclave.testkit.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bus while its server is killed, forgets, hangs, is full or refuses. */
@Timeout(60)
class RedisAwayTest {
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
    }

    // ---- away and back

    @Test
    void whileTheServerIsAwayPublishersBufferAndThenAreRefused() {
        var server = keep(RedisServer.start());
        var bus = bus(server, "buffer", 10);
        var items = Collected.all();
        bus.consume(BARS, group("tape"), items);
        publish(bus, BARS, "before");
        items.await(1);
        var before = Instant.now();

        server.kill();
        var stages = ids(1, 10).stream()
                .map(id -> bus.publish(BARS, Item.of(id, "{}")).toCompletableFuture())
                .toList();
        Collected.until("it is noticed", () -> !bus.health().isThere());

        var refused =
                bus.publish(BARS, Item.of("i11", "{}")).toCompletableFuture().join();
        assertThat(refused).isInstanceOfSatisfying(Publishing.Refused.class, it -> {
            assertThat(it.why()).isEqualTo(Publishing.Why.AWAY);
            assertThat(it.sentence()).contains("127.0.0.1:" + server.port(), "10 items are buffered");
        });
        assertThat(bus.health().awaySince().orElseThrow()).isBetween(before.minusSeconds(1), before.plusSeconds(2));
        assertThat(bus.health().why().orElseThrow()).startsWith("Redis ").contains("127.0.0.1:" + server.port());
        assertThat(bus.health().buffered()).isEqualTo(10);
        assertThatThrownBy(() -> bus.metrics(BARS)).isInstanceOf(BusException.class);

        server.restart();
        assertThat(items.await(11)).contains("before").containsAll(ids(1, 10));
        assertThat(stages).allSatisfy(stage -> assertThat(stage.join()).isInstanceOf(Publishing.Stored.class));
        Collected.until(
                "all is well",
                () -> bus.health().isThere() && bus.health().why().isEmpty());
        assertThat(publish(bus, BARS, "i12")).isInstanceOf(Publishing.Stored.class);
        items.await("i12", 1);
    }

    @Test
    void aServerThatIsKilledAgainAndAgainLosesNothing() {
        var server = keep(RedisServer.start());
        var bus = bus(server);
        var items = Collected.failing(
                delivery -> delivery.attempt() == 1 && delivery.id().endsWith("7"));
        bus.consume(BARS, group("tape").retry(BusContract.QUICK), items);
        var stages = new ArrayList<java.util.concurrent.CompletableFuture<Publishing>>();

        for (int round = 0; round < 4; round++) {
            ids(round * 500 + 1, round * 500 + 500)
                    .forEach(id ->
                            stages.add(bus.publish(BARS, Item.of(id, "{}")).toCompletableFuture()));
            items.await(round * 500 + 100);
            server.kill();
            server.restart();
        }

        Collected.until("all came", () -> new HashSet<>(items.ids()).size() == 2_000);
        assertThat(stages).allSatisfy(stage -> assertThat(stage.join()).isNotInstanceOf(Publishing.Refused.class));
        Collected.until(
                "nothing is pending",
                () -> group(bus, BARS, "tape").pending() == 0
                        && group(bus, BARS, "tape").waiting() == 0);
        assertThat(bus.dead(BARS, 1)).isEmpty();
    }

    @Test
    void whatAServerThatLostItsLastSecondForgotIsPublishedAgain() {
        var server = keep(RedisServer.start());
        var bus = bus(server);
        publish(bus, BARS, ids(1, 5));
        server.remember();
        publish(bus, BARS, ids(6, 300));

        server.forget();
        server.restart();
        Collected.until("the loss is found", () -> bus.health().losses() == 1);

        var items = Collected.all();
        bus.consume(BARS, group("tape"), items);
        assertThat(items.await(300)).containsExactlyElementsOf(ids(1, 300));
        assertThat(publish(bus, BARS, "i300")).isInstanceOf(Publishing.Repeated.class);
    }

    @Test
    void aServerThatIsEmptiedIsFilledAgainAndItsGroupsMadeAgain() {
        var server = keep(RedisServer.start());
        var bus = bus(server);
        var items = Collected.all();
        bus.consume(BARS, group("tape"), items);
        publish(bus, BARS, ids(1, 20));
        items.await(20);

        redis(server, RedisCommands::flushall);
        publish(bus, BARS, ids(21, 40));

        Collected.until("what came after is there", () -> items.ids().containsAll(ids(21, 40)));
        Collected.until("what may have been lost came again", () -> items.ids().size() >= 60);
        assertThat(bus.health().losses()).isEqualTo(1);
        Collected.until("the group is whole", () -> group(bus, BARS, "tape").pending() == 0);
    }

    @Test
    void aGroupThatSomebodyDestroysIsMadeAgain() {
        var server = keep(RedisServer.start());
        var bus = bus(server);
        var items = Collected.all();
        bus.consume(BARS, group("tape"), items);
        publish(bus, BARS, "i1");
        items.await(1);

        redis(server, redis -> redis.xgroupDestroy("conclave:bars", "tape"));
        publish(bus, BARS, "i2");

        items.await("i2", 1);
    }

    @Test
    void itemsThatSomebodyTrimmedAreCountedAndHoldUpNothing() throws InterruptedException {
        var server = keep(RedisServer.start());
        var bus = bus(server);
        var held = Collected.never();
        var named = group("tape").consumer("node-1");
        var dying = bus.start(BARS, named, held::all);
        publish(bus, BARS, ids(1, 3));
        held.await(3);
        dying.vanish();

        redis(server, redis -> redis.xtrim("conclave:bars", 1));
        var items = Collected.all();
        bus.consume(BARS, named, items);
        publish(bus, BARS, "i4");

        items.await("i4", 1);
        assertThat(items.ids()).containsExactly("i3", "i4");
        Collected.until("none is pending", () -> group(bus, BARS, "tape").pending() == 0);
        assertThat(group(bus, BARS, "tape").vanished()).isEqualTo(2);
    }

    @Test
    void aServerThatHangsIsAwayUntilItAnswersAgain() {
        var server = keep(RedisServer.start());
        var bus = bus(server, "command-timeout", "300ms");
        var items = Collected.all();
        bus.consume(BARS, group("tape"), items);
        publish(bus, BARS, "before");
        items.await(1);

        redis(server, redis -> redis.clientPause(3_000));
        var waits = bus.publish(BARS, Item.of("during", "{}")).toCompletableFuture();
        Collected.until("it is noticed", () -> !bus.health().isThere());
        assertThat(waits).isNotDone();

        items.await("during", 1);
        Collected.until("it is there again", () -> bus.health().isThere());
        assertThat(items.ids().stream().filter("during"::equals)).hasSize(1);
        assertThat(bus.health().losses()).isZero();
    }

    @Test
    void aServerWithoutMemoryRefusesSaysSoAndRecovers() {
        var server = keep(RedisServer.start());
        var bus = bus(server, "buffer", 5);
        var items = Collected.all();
        bus.consume(BARS, group("tape"), items);
        publish(bus, BARS, "before");
        items.await(1);

        redis(server, redis -> redis.configSet("maxmemory", "1"));
        var stages = ids(1, 5).stream()
                .map(id -> bus.publish(BARS, Item.of(id, "{}")).toCompletableFuture())
                .toList();
        Collected.until(
                "it is said",
                () -> bus.health()
                        .why()
                        .filter(why -> why.contains("has no memory left"))
                        .isPresent());
        assertThat(bus.publish(BARS, Item.of("i6", "{}")).toCompletableFuture().join())
                .isInstanceOfSatisfying(
                        Publishing.Refused.class, it -> assertThat(it.why()).isEqualTo(Publishing.Why.OUT_OF_MEMORY));

        redis(server, redis -> redis.configSet("maxmemory", "0"));
        items.await(6);
        assertThat(stages).allSatisfy(stage -> assertThat(stage.join()).isInstanceOf(Publishing.Stored.class));
        Collected.until("all is well", () -> bus.health().why().isEmpty());
    }

    // ---- other hands

    @Test
    void whatOtherHandsWriteIsTakenAndRepeatedIdsAreDropped() {
        var server = keep(RedisServer.start());
        var bus = bus(server);
        var tape = Collected.all();
        var archive = Collected.all();
        bus.consume(BARS, group("tape"), tape);
        publish(bus, BARS, "ours");

        redis(server, redis -> {
            redis.xadd("conclave:bars", Map.of("id", "theirs", "body", "{\"n\":1}"));
            redis.xadd("conclave:bars", Map.of("id", "theirs", "body", "{\"n\":2}"));
            redis.xadd("conclave:bars", Map.of("id", "ours", "body", "{\"n\":3}"));
            redis.xadd("conclave:bars", Map.of("body", "without id"));
        });
        assertThat(publish(bus, BARS, "last")).isInstanceOf(Publishing.Stored.class);
        tape.await("last", 1);
        bus.consume(BARS, group("archive"), archive);
        archive.await("last", 1);

        assertThat(tape.deliveries().stream().map(Delivery::body))
                .containsExactly("{}", "{\"n\":1}", "without id", "{}");
        assertThat(archive.ids()).isEqualTo(tape.ids());
        assertThat(publish(bus, BARS, "theirs")).isInstanceOf(Publishing.Repeated.class);
        Collected.until("none is pending", () -> group(bus, BARS, "tape").pending() == 0);
    }

    @Test
    @SuppressWarnings("unchecked") // Lettuce takes its offsets as an array of a generic type
    void aGroupThatOtherHandsMadeKeepsItemsOnlyWhileSomebodyAsks() {
        var server = keep(RedisServer.start());
        var bus = bus(server, "max-length", 10, "batch", 5, "group-patience", "300ms");
        redis(server, redis -> {
            redis.xadd("conclave:rounds", Map.of("id", "r0", "body", "{}"));
            redis.xgroupCreate(io.lettuce.core.XReadArgs.StreamOffset.from("conclave:rounds", "0"), "python");
            redis.xreadgroup(
                    io.lettuce.core.Consumer.from("python", "one"),
                    io.lettuce.core.XReadArgs.StreamOffset.lastConsumed("conclave:rounds"));
        });

        publish(bus, StreamName.ROUNDS, ids(1, 9));
        var waits = bus.publish(StreamName.ROUNDS, Item.of("i10", "{}")).toCompletableFuture();

        Collected.until("it is full", () -> bus.health().why().isPresent() || waits.isDone());
        assertThat(waits.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join())
                .isInstanceOf(Publishing.Stored.class);
    }

    // ---- refused at the start

    @Test
    void aServerThatWantsAPasswordIsOpenedWithItAlone() {
        var server = keep(RedisOptions.plain().withPassword("s3cret").start());
        var url = "redis://127.0.0.1:" + server.port();

        assertThat(publish(open(url, "password", "s3cret"), BARS, "i1")).isInstanceOf(Publishing.Stored.class);
        refused(url, "password", "wrong-one")
                .hasMessage("Redis at 127.0.0.1:" + server.port() + " refuses the user or password of conclave.bus.");
        refused(url)
                .hasMessage("Redis at 127.0.0.1:" + server.port()
                        + " wants a password: set CONCLAVE_BUS_PASSWORD or conclave.bus.password.");
    }

    @Test
    void aPasswordThatNobodyAskedForIsToldApart() {
        var server = keep(RedisServer.start());

        refused(server.url(), "password", "s3cret")
                .hasMessage("Redis at 127.0.0.1:" + server.port()
                        + " has no password, but conclave.bus gives one: leave it empty.");
    }

    @Test
    void aServerThatIsNotThereIsSaidToBeAway() {
        var server = RedisServer.start();
        server.close();

        refused(server.url(), "start-patience", "200ms")
                .hasMessageStartingWith("Redis does not answer at 127.0.0.1:" + server.port())
                .hasMessageContaining("./conclave services up");
    }

    @Test
    void aServerThatIsTooOldIsRefused() {
        var old = keep(new OldRedis("6.0.16"));

        refused("redis://127.0.0.1:" + old.port())
                .hasMessage("Redis at 127.0.0.1:" + old.port() + " is version 6.0.16, but the bus needs 6.2 or later.");
    }

    // ---- words

    private <T extends AutoCloseable> T keep(T one) {
        opened.add(one);
        return one;
    }

    private StreamBus bus(RedisServer server, Object... settings) {
        return open(server.url(), settings);
    }

    private StreamBus open(String url, Object... settings) {
        var map = new java.util.HashMap<String, Object>(
                Map.of("conclave.bus.url", url, "conclave.bus.close-patience", "100ms"));
        for (int i = 0; i < settings.length; i += 2) {
            map.put("conclave.bus." + settings[i], settings[i + 1]);
        }
        return keep(RedisBus.open(BusConfig.from(ConfigFactory.parseMap(map).withFallback(ConfigFactory.load()))));
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
            String url, Object... settings) {
        var begun = Instant.now();
        return assertThatThrownBy(() -> open(url, settings))
                .isInstanceOf(BusException.class)
                .satisfies(
                        _ -> assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(5)));
    }

    /** As somebody else would, with plain commands. */
    private static void redis(RedisServer server, Consumer<RedisCommands<String, String>> use) {
        try (var client = RedisClient.create(server.url());
                var connection = client.connect()) {
            use.accept(connection.sync());
        }
    }
}
