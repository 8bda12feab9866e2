package io.conclave.persistence.streams;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Publishes to one lane, in order: what arrives while one batch is on its way is the next one. Never has two under way, so
 * that a batch that has to be sent again does not end up behind its successor.
 */
final class Publisher {
    private static final Duration WHEN_FULL = Duration.ofMillis(20);

    private record Waiting(Item item, CompletableFuture<Publishing> answer) {}

    private record Trouble(Publishing.Why why, String sentence) {}

    private final Lane lane;
    private final Broker broker;
    private final BusConfig config;
    private final InstantSource clock;
    private final RecentItems recent;
    private final Backoff backoff;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Waiting> buffer = new ArrayDeque<>();
    private boolean closed;
    private Optional<Trouble> trouble = Optional.empty();
    /** Losses of the broker that were made good: guarded by the lock only to be woken. */
    private long madeGood;

    Publisher(Lane lane, Broker broker, BusConfig config, InstantSource clock) {
        this.lane = lane;
        this.broker = broker;
        this.config = config;
        this.clock = clock;
        this.recent = new RecentItems(config.republishFor(), config.republishItems());
        this.backoff = new Backoff(config.retryLongest());
        this.madeGood = broker.losses();
        this.thread = Thread.ofVirtual()
                .name("bus-publish-" + lane.key(config.prefix()))
                .start(this::run);
    }

    CompletionStage<Publishing> publish(Item item) {
        var answer = new CompletableFuture<Publishing>();
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.completedFuture(refusal(
                        Publishing.Why.CLOSED,
                        "This bus is closed: " + lane.stream().key() + " takes nothing more."));
            }
            if (buffer.size() >= config.buffer()) {
                var why = whyItIsFull();
                return CompletableFuture.completedFuture(refusal(
                        why.why(), why.sentence() + " " + buffer.size() + " items are buffered; this one is refused."));
            }
            buffer.addLast(new Waiting(item, answer));
            if (buffer.size() == 1) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return answer;
    }

    /** Others may have met a broker that is away before the next batch of this lane does. */
    private Trouble whyItIsFull() {
        return trouble.or(() -> broker.trouble().map(sentence -> new Trouble(Publishing.Why.AWAY, sentence)))
                .orElse(new Trouble(Publishing.Why.FULL, "The bus takes items slower than they come."));
    }

    int buffered() {
        lock.lock();
        try {
            return buffer.size();
        } finally {
            lock.unlock();
        }
    }

    Optional<String> trouble() {
        lock.lock();
        try {
            return trouble.map(Trouble::sentence);
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more, and ends when all it took is stored. */
    void finish() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** After {@link #finish}: what is not stored when the patience ends is refused. */
    void close(Duration patience) throws InterruptedException {
        if (!thread.join(patience)) {
            thread.interrupt();
            thread.join();
        }
        drop();
    }

    private void run() {
        try {
            while (true) {
                var batch = awaitWork();
                if (batch.isEmpty() && broker.losses() == madeGood) {
                    return;
                }
                try {
                    makeGood();
                    store(batch);
                } catch (AwayException e) {
                    hurt(new Trouble(e.why(), e.sentence()), backoff.next());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return empty if this is closed and nothing is left, or if a loss is to be made good and nothing else to do */
    private List<Item> awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (buffer.isEmpty() && !closed && broker.losses() == madeGood) {
                changed.await();
            }
            var batch = new ArrayList<Item>(Math.min(config.batch(), buffer.size()));
            for (var waiting : buffer) {
                if (batch.size() == config.batch()) {
                    break;
                }
                batch.add(waiting.item());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void makeGood() throws AwayException, InterruptedException {
        long losses = broker.losses();
        if (losses == madeGood) {
            return;
        }
        var atRisk = recent.atRisk(broker.lastSeenBeforeLoss());
        int from = 0;
        while (from < atRisk.size()) {
            var part = atRisk.subList(from, Math.min(atRisk.size(), from + config.batch()));
            int taken = broker.publish(lane, part).size();
            if (taken < part.size()) {
                hurt(full(), WHEN_FULL);
            }
            from += taken;
        }
        madeGood = losses;
    }

    private void store(List<Item> batch) throws AwayException, InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        var answers = broker.publish(lane, batch);
        var now = clock.instant();
        var told = new ArrayList<Waiting>(answers.size());
        lock.lock();
        try {
            for (int i = 0; i < answers.size(); i++) {
                told.add(buffer.removeFirst());
                recent.add(batch.get(i), now);
            }
            if (answers.size() == batch.size()) {
                trouble = Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < told.size(); i++) {
            told.get(i).answer().complete(answers.get(i));
        }
        if (answers.size() < batch.size()) {
            hurt(full(), WHEN_FULL);
        } else {
            backoff.reset();
        }
    }

    private Trouble full() {
        return new Trouble(
                Publishing.Why.FULL,
                "Stream " + lane.key(config.prefix()) + " is full: it holds " + config.maxLength()
                        + " items that some group has not acknowledged; see ./conclave bus status.");
    }

    private void hurt(Trouble by, Duration pause) throws InterruptedException {
        lock.lock();
        try {
            trouble = Optional.of(by);
            long left = pause.toNanos();
            while (left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void drop() {
        lock.lock();
        try {
            for (var waiting : buffer) {
                waiting.answer()
                        .complete(refusal(
                                Publishing.Why.CLOSED,
                                "This bus was closed before " + waiting.item().id() + " could be stored."));
            }
            buffer.clear();
        } finally {
            lock.unlock();
        }
    }

    private static Publishing refusal(Publishing.Why why, String sentence) {
        return new Publishing.Refused(why, sentence);
    }
}
