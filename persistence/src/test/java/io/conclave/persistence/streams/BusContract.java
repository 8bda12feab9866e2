package io.conclave.persistence.streams;

import static io.conclave.persistence.streams.StreamName.BARS;
import static io.conclave.persistence.streams.StreamName.ORDERS;
import static io.conclave.persistence.streams.StreamName.VOTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every bus promises, whatever it runs on. */
@Timeout(60)
abstract class BusContract {
    static final Retry QUICK = new Retry(3, 2, Duration.ofMillis(20), Duration.ofMillis(100), 0.5);

    private final List<Bus> opened = new ArrayList<>();

    /** The same bus for all who are given the same settings, empty at the beginning of each test. */
    abstract StreamBus connect(Map<String, Object> settings);

    final StreamBus bus(Object... settings) {
        var map = new java.util.HashMap<String, Object>(Map.of("conclave.bus.close-patience", "100ms"));
        for (int i = 0; i < settings.length; i += 2) {
            map.put("conclave.bus." + settings[i], settings[i + 1]);
        }
        var bus = connect(map);
        opened.add(bus);
        return bus;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Bus::close);
    }

    // ---- delivery

    @Test
    void anItemIsHandedToEveryGroupAndToOneConsumerOfEach() {
        var bus = bus();
        var first = Collected.all();
        var second = Collected.all();
        var other = Collected.all();
        bus.consume(BARS, group("tape"), first);
        bus.consume(BARS, group("tape"), second);
        bus.consume(BARS, group("archive"), other);

        publish(bus, BARS, ids(1, 200));

        assertThat(other.await(200)).containsExactlyElementsOf(ids(1, 200));
        Collected.until(
                "both have it all", () -> first.ids().size() + second.ids().size() >= 200);
        var both = new ArrayList<>(first.ids());
        both.addAll(second.ids());
        assertThat(both).containsExactlyInAnyOrderElementsOf(ids(1, 200));
    }

    @Test
    void oneConsumerIsHandedItemsInTheOrderOfPublishing() {
        var bus = bus();
        var items = Collected.all();
        publish(bus, BARS, ids(1, 1_500));

        bus.consume(BARS, group("tape").inHand(1), items);

        assertThat(items.await(1_500)).containsExactlyElementsOf(ids(1, 1_500));
    }

    @Test
    void anItemCarriesWhatWasPublished() {
        var bus = bus();
        var items = Collected.all();
        bus.consume(BARS, group("tape"), items);
        var before = Instant.now().minusMillis(1_000);

        publish(bus, BARS, new Item("b-1", "{\"symbol\":\"BTC-USD €\"}", Priority.HIGH, java.util.Optional.empty()));

        items.await(1);
        var came = items.deliveries().getFirst();
        assertThat(came.storedAt()).isBetween(before, Instant.now().plusMillis(1_000));
        assertThat(came)
                .isEqualTo(new Delivery(
                        BARS, Priority.HIGH, "b-1", "{\"symbol\":\"BTC-USD €\"}", came.entry(), 1, came.storedAt()));
    }

    @Test
    void aGroupMayBeginWithWhatIsPublishedFromNowOn() {
        var bus = bus();
        var items = Collected.all();
        publish(bus, BARS, ids(1, 3));

        bus.consume(BARS, group("late").startingAt(ConsumerSettings.Start.NOW), items);
        publish(bus, BARS, ids(4, 5));

        assertThat(items.await(2)).containsExactly("i4", "i5");
    }

    @Test
    void nothingIsAcknowledgedBeforeItsStageCompletes() {
        var bus = bus();
        var effects = new ConcurrentLinkedQueue<CompletableFuture<Void>>();
        var items = Collected.then(_ -> {
            var effect = new CompletableFuture<Void>();
            effects.add(effect);
            return effect;
        });
        bus.consume(BARS, group("tape"), items);
        publish(bus, BARS, ids(1, 3));

        items.await(3);
        // An item is counted before what is done with it has begun.
        Collected.until("all three are being worked on", () -> effects.size() == 3);
        assertThat(group(bus, BARS, "tape").pending()).isEqualTo(3);
        effects.forEach(effect -> effect.complete(null));

        Collected.until("all is acknowledged", () -> group(bus, BARS, "tape").pending() == 0);
        assertThat(group(bus, BARS, "tape").acknowledged()).isEqualTo(3);
    }

    @Test
    void severalItemsComeInOneCallInOrder() {
        var bus = bus();
        var batches = new ConcurrentLinkedQueue<List<String>>();
        publish(bus, BARS, ids(1, 100));

        bus.consumeBatches(BARS, group("tape").inHand(40).batch(40), batch -> {
            batches.add(batch.stream().map(Delivery::id).toList());
            return CompletableFuture.completedFuture(null);
        });

        Collected.until("all came", () -> batches.stream().mapToInt(List::size).sum() == 100);
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, 40));
        assertThat(batches).anySatisfy(batch -> assertThat(batch).hasSizeGreaterThan(10));
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(ids(1, 100));
    }

    @Test
    void aConsumerHoldsNoMoreItemsThanItMay() {
        var bus = bus();
        var items = Collected.never();
        bus.consume(BARS, group("tape").inHand(5), items);

        publish(bus, BARS, ids(1, 50));

        items.await(5);
        Collected.until(
                "the rest is fetched or waits", () -> group(bus, BARS, "tape").pending() >= 5);
        assertThat(items.ids()).hasSize(5);
    }

    // ---- ids, priorities, moments

    @Test
    void aRepeatedIdIsOneItem() {
        var bus = bus();
        var items = Collected.all();
        bus.consume(VOTES, group("rounds"), items);

        assertThat(publish(bus, VOTES, "v1")).isInstanceOf(Publishing.Stored.class);
        assertThat(publish(bus, VOTES, "v1")).isInstanceOf(Publishing.Repeated.class);
        publish(bus, VOTES, ids(1, 500));
        publish(bus, VOTES, ids(1, 501));

        items.await("i501", 1);
        assertThat(items.ids().getFirst()).isEqualTo("v1");
        assertThat(items.ids().subList(1, items.ids().size())).containsExactlyElementsOf(ids(1, 501));
    }

    @Test
    void idsAreForgottenOnlyAfterTheWindow() {
        var bus = bus("repeat-window", 10, "republish.items", 10);
        for (int i = 1; i <= 40; i++) {
            publish(bus, ORDERS, "i" + i);
        }

        for (int i = 31; i <= 40; i++) {
            assertThat(publish(bus, ORDERS, "i" + i)).isInstanceOf(Publishing.Repeated.class);
        }
        assertThat(publish(bus, ORDERS, "i1")).isInstanceOf(Publishing.Stored.class);
    }

    @Test
    void waitingItemsOfAHigherPriorityGoFirst() {
        var bus = bus();
        for (int i = 1; i <= 3; i++) {
            publish(bus, VOTES, Item.of("low" + i, "{}").with(Priority.LOW));
            publish(bus, VOTES, Item.of("normal" + i, "{}"));
            publish(bus, VOTES, Item.of("high" + i, "{}").with(Priority.HIGH));
        }
        var items = Collected.all();

        bus.consume(VOTES, group("rounds").inHand(10).batch(1), items);

        assertThat(items.await(9))
                .containsExactly("high1", "high2", "high3", "normal1", "normal2", "normal3", "low1", "low2", "low3");
    }

    @Test
    void aDelayedItemComesNotBeforeItsMoment() {
        var bus = bus();
        var cameAt = new CompletableFuture<Instant>();
        bus.consume(BARS, group("tape"), delivery -> {
            if (delivery.id().equals("later")) {
                cameAt.complete(Instant.now());
            }
            return CompletableFuture.completedFuture(null);
        });
        var moment = Instant.now().plusMillis(1_500);

        publish(bus, BARS, Item.of("later", "{}").notBefore(moment));
        publish(bus, BARS, "now");
        assertThat(bus.metrics(BARS).delayed()).isEqualTo(1);
        assertThat(publish(bus, BARS, "later")).isInstanceOf(Publishing.Repeated.class);

        assertThat(cameAt.orTimeout(20, TimeUnit.SECONDS).join()).isAfterOrEqualTo(moment);
        assertThat(bus.metrics(BARS).delayed()).isZero();
    }

    // ---- failures

    @Test
    void aFailedItemComesAgainAndBlocksNoOther() {
        var bus = bus();
        var items = Collected.failing(delivery -> delivery.id().equals("i2") && delivery.attempt() < 3);
        bus.consume(BARS, group("tape").inHand(1).retry(QUICK), items);

        publish(bus, BARS, ids(1, 5));

        items.await("i2", 3);
        assertThat(items.deliveries().stream()
                        .filter(it -> it.id().equals("i2"))
                        .map(Delivery::attempt))
                .containsExactly(1, 2, 3);
        items.await(7);
        assertThat(items.ids().subList(0, 3)).containsExactly("i1", "i2", "i3");
        Collected.until("all is acknowledged", () -> group(bus, BARS, "tape").acknowledged() == 5);
        assertThat(group(bus, BARS, "tape").retries()).isEqualTo(2);
        assertThat(bus.dead(BARS, 10)).isEmpty();
    }

    @Test
    void anItemThatKeepsFailingBecomesADeadLetterWithItsReason() {
        var bus = bus();
        var items = Collected.failing(delivery -> delivery.id().equals("bad"));
        var other = Collected.all();
        bus.consume(VOTES, group("rounds").retry(QUICK), items);
        bus.consume(VOTES, group("archive"), other);

        publish(bus, VOTES, Item.of("bad", "{\"up\":2}").with(Priority.HIGH));
        publish(bus, VOTES, "good");

        Collected.until("it is dead", () -> bus.metrics(VOTES).dead() == 1);
        var dead = bus.dead(VOTES, 10).getFirst();
        assertThat(dead)
                .isEqualTo(new DeadLetter(
                        dead.letter(),
                        VOTES,
                        "rounds",
                        Priority.HIGH,
                        "bad",
                        "{\"up\":2}",
                        "IllegalStateException: cannot store bad",
                        3,
                        dead.entry(),
                        dead.diedAt()));
        other.await(2);
        assertThat(items.ids()).containsExactlyInAnyOrder("bad", "bad", "bad", "good");
        assertThat(group(bus, VOTES, "rounds"))
                .satisfies(
                        it -> assertThat(it.pending()).isZero(),
                        it -> assertThat(it.died()).isEqualTo(1));
    }

    @Test
    void aRequeuedDeadLetterGoesToItsOwnGroupAlone() {
        var bus = bus();
        var healed = new AtomicInteger();
        var items = Collected.failing(_ -> healed.get() == 0);
        var other = Collected.all();
        bus.consume(VOTES, group("rounds").retry(Retry.never()), items);
        bus.consume(VOTES, group("archive"), other);
        publish(bus, VOTES, "a", "b");
        Collected.until("both are dead", () -> bus.metrics(VOTES).dead() == 2);
        other.await(2);

        healed.set(1);
        var letter = bus.dead(VOTES, 10).getFirst();
        assertThat(bus.requeue(VOTES, List.of(letter.letter(), "0-1"))).isEqualTo(1);
        items.await(letter.id(), 2);
        assertThat(bus.requeue(VOTES, List.of())).isEqualTo(1);

        assertThat(items.await(4)).containsExactlyInAnyOrder("a", "b", "a", "b");
        Collected.until(
                "all is acknowledged",
                () -> group(bus, VOTES, "rounds").acknowledged() >= 2
                        && group(bus, VOTES, "archive").waiting() == 0);
        assertThat(other.ids()).containsExactlyInAnyOrder("a", "b");
        assertThat(bus.dead(VOTES, 10)).isEmpty();
    }

    @Test
    void aBadItemSpoilsNoOtherOfItsBatch() {
        var bus = bus();
        var stored = new ConcurrentLinkedQueue<String>();
        publish(bus, BARS, ids(1, 100));

        bus.consumeBatches(BARS, group("tape").retry(Retry.never()), batch -> {
            if (batch.stream().anyMatch(delivery -> delivery.id().equals("i50"))) {
                return CompletableFuture.failedFuture(new IllegalStateException("constraint"));
            }
            batch.forEach(delivery -> stored.add(delivery.id()));
            return CompletableFuture.completedFuture(null);
        });

        Collected.until("all but one are stored", () -> stored.size() >= 99);
        Collected.until("one is dead", () -> bus.metrics(BARS).dead() == 1);
        assertThat(bus.dead(BARS, 2).getFirst().id()).isEqualTo("i50");
        assertThat(stored).doesNotContain("i50").doesNotHaveDuplicates().hasSize(99);
    }

    @Test
    void aHandlerThatThrowsIsAFailedDelivery() {
        var bus = bus();
        var items = Collected.then(delivery -> {
            if (delivery.id().equals("i1")) {
                throw new StackOverflowError();
            }
            return CompletableFuture.completedFuture(null);
        });
        bus.consume(BARS, group("tape").retry(Retry.never()), items);

        publish(bus, BARS, ids(1, 2));

        items.await("i2", 1);
        Collected.until("it is dead", () -> bus.metrics(BARS).dead() == 1);
        assertThat(bus.dead(BARS, 1).getFirst().reason()).isEqualTo("StackOverflowError");
    }

    @Test
    void aHandlerThatTakesTooLongHasFailed() {
        var bus = bus();
        var items = Collected.never();
        bus.consume(BARS, group("tape").patience(Duration.ofMillis(100)).retry(QUICK), items);

        publish(bus, BARS, "slow");

        Collected.until("it is dead", () -> bus.metrics(BARS).dead() == 1);
        assertThat(bus.dead(BARS, 1).getFirst())
                .satisfies(
                        it -> assertThat(it.reason()).isEqualTo("The handler took longer than PT0.1S"),
                        it -> assertThat(it.attempts()).isEqualTo(3));
    }

    // ---- consumers come and go

    @Test
    void whatADeadConsumerHeldGoesToALivingOne() throws InterruptedException {
        var bus = bus("beat", "50ms", "dead-after", "500ms");
        var held = Collected.never();
        var dying = bus.start(BARS, group("tape"), held::all);
        publish(bus, BARS, ids(1, 20));
        held.await(20);

        dying.vanish();
        var heir = Collected.all();
        bus.consume(BARS, group("tape"), heir);

        assertThat(heir.await(20)).containsExactlyInAnyOrderElementsOf(ids(1, 20));
        Collected.until("all is acknowledged", () -> group(bus, BARS, "tape").pending() == 0);
    }

    @Test
    void aSlowConsumerThatLivesIsNotRobbed() {
        var bus = bus("beat", "50ms", "dead-after", "1s");
        var done = new CompletableFuture<Void>();
        var slow = Collected.then(_ -> done);
        bus.consume(BARS, group("tape"), slow);
        publish(bus, BARS, "i1");
        slow.await(1);
        var neighbour = Collected.all();
        bus.consume(BARS, group("tape"), neighbour);
        var since = Instant.now();

        Collected.until("a dead one would have been robbed", () -> Instant.now().isAfter(since.plusMillis(2_500)));

        assertThat(neighbour.ids()).isEmpty();
        done.complete(null);
        Collected.until("it is acknowledged", () -> group(bus, BARS, "tape").acknowledged() == 1);
        assertThat(slow.ids()).containsExactly("i1");
    }

    @Test
    void aConsumerThatComesBackUnderItsNameHasItsItemsAtOnce() throws InterruptedException {
        var bus = bus();
        var held = Collected.never();
        var named = group("tape").consumer("node-1");
        var dying = bus.start(BARS, named, held::all);
        publish(bus, BARS, ids(1, 3));
        held.await(3);

        dying.vanish();
        var again = Collected.all();
        bus.consume(BARS, named, again);

        assertThat(again.await(3)).containsExactly("i1", "i2", "i3");
    }

    @Test
    void anItemThatKillsItsConsumersIsBuried() throws InterruptedException {
        var bus = bus();
        var named = group("tape").consumer("node-1").retry(QUICK);
        publish(bus, BARS, "deadly");
        for (int life = 1; life <= 3; life++) {
            var held = Collected.never();
            var dying = bus.start(BARS, named, held::all);
            held.await(1);
            dying.vanish();
        }

        bus.consume(BARS, named, Collected.all());

        Collected.until("it is dead", () -> bus.metrics(BARS).dead() == 1);
        assertThat(bus.dead(BARS, 1).getFirst().reason())
                .isEqualTo("Its consumer died 3 times while it held this item");
    }

    @Test
    void aConsumerThatStopsFinishesWhatItHoldsAndGivesBackTheRest() {
        var bus = bus();
        var done = new CompletableFuture<Void>();
        var items = Collected.then(_ -> done);
        var stopping = bus.consume(BARS, group("tape").inHand(2), items);
        publish(bus, BARS, ids(1, 10));
        items.await(2);

        var stopped = stopping.stop().toCompletableFuture();
        var heir = Collected.all();
        bus.consume(BARS, group("tape"), heir);
        assertThat(stopped).isNotDone();
        done.complete(null);

        stopped.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(heir.await(8)).containsExactlyInAnyOrderElementsOf(ids(3, 10));
        assertThat(items.ids()).containsExactly("i1", "i2");
        Collected.until("all is acknowledged", () -> group(bus, BARS, "tape").acknowledged() == 10);
    }

    // ---- bounds

    @Test
    void aFullStreamMakesRoomFromWhatIsAcknowledged() {
        var bus = bus("max-length", 50, "batch", 10);
        var items = Collected.all();
        bus.consume(BARS, group("tape"), items);

        publish(bus, BARS, ids(1, 500));

        assertThat(items.await(500)).containsExactlyElementsOf(ids(1, 500));
        assertThat(bus.metrics(BARS).length()).isLessThanOrEqualTo(50);
    }

    @Test
    void aFullStreamRefusesRatherThanDropWhatAGroupHasNotAcknowledged() {
        var bus = bus("max-length", 20, "buffer", 10, "batch", 10);
        var first = Collected.never();
        var slow = bus.consume(BARS, group("slow").inHand(3), first);
        var quick = Collected.all();
        bus.consume(BARS, group("quick"), quick);
        ids(1, 20).forEach(id -> publish(bus, BARS, id));
        var stages = ids(21, 30).stream()
                .map(id -> bus.publish(BARS, Item.of(id, "{}")).toCompletableFuture())
                .toList();
        quick.await(20);
        Collected.until("the buffer is full", () -> bus.health().buffered() == 10);
        Collected.until("it is said", () -> bus.health().why().isPresent());

        var refused = bus.publish(BARS, Item.of("i31", "{}")).toCompletableFuture();
        assertThat(refused)
                .isCompletedWithValueMatching(it -> it instanceof Publishing.Refused why
                        && why.why() == Publishing.Why.FULL
                        && why.sentence().contains("is full: it holds 20 items"));
        assertThat(bus.health().isThere()).isTrue();

        slow.stop();
        // What the first never finishes is given up here, so that the same group can have it.
        var rest = Collected.all();
        bus.consume(BARS, group("slow"), rest);
        var given = (Consumer) slow;
        given.abandon();

        stages.forEach(stage ->
                assertThat(stage.orTimeout(20, TimeUnit.SECONDS).join()).isInstanceOf(Publishing.Stored.class));
        rest.await(30);
        assertThat(rest.ids()).containsExactlyInAnyOrderElementsOf(ids(1, 30));
        assertThat(quick.await(30)).containsExactlyElementsOf(ids(1, 30));
    }

    @Test
    void aStreamThatNobodyReadsKeepsWhatFlowsInAndDropsTheOldestOfWhatFlowsOut() {
        var bus = bus("max-length", 20, "batch", 10);

        publish(bus, ORDERS, ids(1, 30));
        publish(bus, BARS, ids(1, 20));
        var waits = bus.publish(BARS, Item.of("i21", "{}")).toCompletableFuture();

        var orders = Collected.all();
        bus.consume(ORDERS, group("anybody"), orders);
        orders.await("i30", 1);
        assertThat(orders.ids())
                .endsWith("i28", "i29", "i30")
                .doesNotContain("i1")
                .hasSizeLessThanOrEqualTo(20);
        assertThat(waits).isNotDone();
        var bars = Collected.all();
        bus.consume(BARS, group("tape"), bars);
        assertThat(bars.await(21)).containsExactlyElementsOf(ids(1, 21));
    }

    @Test
    void aBodyThatIsTooLongIsRefused() {
        var bus = bus("max-body", 100);

        assertThat(publish(bus, BARS, Item.of("long", "é".repeat(51))))
                .isEqualTo(new Publishing.Refused(
                        Publishing.Why.TOO_LARGE,
                        "The body of long for bars has 102 bytes; conclave.bus.max-body allows 100."));
        assertThat(publish(bus, BARS, Item.of("fits", "é".repeat(50)))).isInstanceOf(Publishing.Stored.class);
    }

    @Test
    void aClosedBusRefuses() {
        var bus = bus();
        bus.close();

        assertThat(publish(bus, BARS, Item.of("i1", "{}")))
                .isInstanceOfSatisfying(
                        Publishing.Refused.class, it -> assertThat(it.why()).isEqualTo(Publishing.Why.CLOSED));
        assertThatThrownBy(() -> bus.consume(BARS, group("tape"), Collected.all()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    // ---- pause, drain, metrics

    @Test
    void aPausedStreamHandsOutNothingUntilItIsResumed() {
        var bus = bus("beat", "20ms");
        var items = Collected.all();
        bus.consume(BARS, group("tape"), items);
        publish(bus, BARS, "before");
        items.await(1);

        bus.pause(BARS, "the venue is being moved");
        publish(bus, BARS, ids(1, 10));
        var since = Instant.now();
        Collected.until("it had time to come", () -> Instant.now().isAfter(since.plusMillis(700)));
        assertThat(items.ids()).containsExactly("before");
        assertThat(bus.metrics(BARS).paused()).contains("the venue is being moved");

        bus.resume(BARS);
        assertThat(items.await(11).subList(1, 11)).containsExactlyElementsOf(ids(1, 10));
        assertThat(bus.metrics(BARS).paused()).isEmpty();
    }

    @Test
    void drainingThrowsAwayWhatNobodyHasYet() {
        var bus = bus();
        var items = Collected.never();
        var stuck = bus.consume(BARS, group("tape").inHand(1), items);
        publish(bus, BARS, "held");
        items.await(1);
        bus.pause(BARS, "to drain it");
        bus.consume(VOTES, group("rounds"), Collected.all()).close();
        publish(bus, VOTES, ids(1, 5));
        publish(bus, VOTES, Item.of("later", "{}").notBefore(Instant.now().plusSeconds(60)));

        assertThat(bus.drain(VOTES)).isEqualTo(6);
        assertThat(bus.drain(VOTES)).isZero();
        bus.resume(BARS);

        var votes = Collected.all();
        bus.consume(VOTES, group("rounds"), votes);
        publish(bus, VOTES, "after");
        assertThat(votes.await(1)).containsExactly("after");
        assertThat(bus.metrics(VOTES).delayed()).isZero();
        assertThat(group(bus, BARS, "tape").pending()).isEqualTo(1);
        ((Consumer) stuck).abandon();
    }

    @Test
    void metricsTellDepthAgeAndWhatBecameOfItems() {
        var bus = bus();
        var begun = Instant.now();
        bus.consume(BARS, group("archive"), Collected.all()).close();
        publish(bus, BARS, ids(1, 10));
        publish(bus, BARS, Item.of("later", "{}").notBefore(begun.plusSeconds(60)));

        Collected.until(
                "the oldest has aged",
                () -> group(bus, BARS, "archive").oldest().compareTo(Duration.ofMillis(50)) > 0);
        var metrics = bus.metrics(BARS);
        assertThat(metrics.length()).isEqualTo(10);
        assertThat(metrics.delayed()).isEqualTo(1);
        assertThat(metrics.published()).isEqualTo(11);
        var archive = group(bus, BARS, "archive");
        assertThat(archive.waiting()).isEqualTo(10);
        assertThat(archive.oldest())
                .isLessThan(Duration.between(begun, Instant.now()).plusSeconds(1));

        publish(bus, BARS, ids(11, 20));
        assertThat(bus.metrics(BARS).perSecond()).isPositive();
        var items = Collected.all();
        bus.consume(BARS, group("archive"), items);
        items.await(20);
        Collected.until("all is acknowledged", () -> group(bus, BARS, "archive").acknowledged() == 20);
        assertThat(group(bus, BARS, "archive").consumers()).isEqualTo(1);
        assertThat(group(bus, BARS, "archive").oldest()).isZero();
        assertThat(bus.health()).isEqualTo(new Health(java.util.Optional.empty(), java.util.Optional.empty(), 0, 0));
    }

    // ---- words

    static ConsumerSettings group(String name) {
        return ConsumerSettings.of(name);
    }

    static Metrics.Group group(Bus bus, StreamName stream, String name) {
        return bus.metrics(stream).group(name).orElseThrow();
    }

    static List<String> ids(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "i" + i).toList();
    }

    static Publishing publish(Bus bus, StreamName stream, Item item) {
        return bus.publish(stream, item)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    static Publishing publish(Bus bus, StreamName stream, String id) {
        return publish(bus, stream, Item.of(id, "{}"));
    }

    static void publish(Bus bus, StreamName stream, String one, String other) {
        publish(bus, stream, List.of(one, other));
    }

    /** All at once, in order; waits until they are stored. */
    static void publish(Bus bus, StreamName stream, List<String> ids) {
        var stages = ids.stream()
                .map(id -> bus.publish(stream, Item.of(id, "{}")).toCompletableFuture())
                .toList();
        stages.forEach(stage ->
                assertThat(stage.orTimeout(20, TimeUnit.SECONDS).join()).isNotInstanceOf(Publishing.Refused.class));
    }
}
