package io.conclave.persistence.streams;

import io.conclave.orchestrator.failpoint.Failpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One consumer at work, in three threads that wait for each other by one lock: the first fetches while hands are not full,
 * the second hands over, the third settles: it acknowledges what is done and reports what failed, as many at once as have
 * come together, and gives signs of life between. A broker that is away makes the first and third try again, for ever.
 */
final class Consumer implements Consumption {
    private static final Duration FETCH_WAIT = Duration.ofMillis(200);
    private static final int LONGEST_REASON = 500;

    /** One call of the handler. */
    private static final class Call {
        final List<Delivery> batch;
        final long deadlineNanos;

        Call(List<Delivery> batch, long deadlineNanos) {
            this.batch = batch;
            this.deadlineNanos = deadlineNanos;
        }
    }

    private final StreamName stream;
    private final ConsumerSettings settings;
    private final BatchHandler handler;
    private final Membership membership;
    private final BusConfig config;
    /** Who is at work on this bus; leaves it at the end. */
    private final Set<Consumer> colleagues;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Hands hands = new Hands();
    private final Map<Call, Boolean> calls = new HashMap<>();
    private final List<Delivery> done = new ArrayList<>();
    private final List<Membership.Failure> failed = new ArrayList<>();
    private boolean paused;
    private long pausedSeenNanos;

    private boolean stopping;
    private boolean over;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread fetcher;
    private final Thread hander;
    private final Thread settler;

    Consumer(
            StreamName stream,
            ConsumerSettings settings,
            BatchHandler handler,
            Membership membership,
            BusConfig config,
            Set<Consumer> colleagues) {
        this.stream = stream;
        this.settings = settings;
        this.handler = handler;
        this.membership = membership;
        this.config = config;
        this.colleagues = colleagues;
        this.fetcher = thread("fetch", this::fetch);
        this.hander = thread("hand", this::hand);
        this.settler = thread("settle", this::settle);
    }

    void start() {
        fetcher.start();
        hander.start();
        settler.start();
    }

    private Thread thread(String what, Work work) {
        return Thread.ofVirtual()
                .name("bus-" + what + "-" + stream.key() + "-" + settings.group())
                .unstarted(() -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    // ---- fetching

    private void fetch() throws InterruptedException {
        var backoff = new Backoff(config.retryLongest());
        boolean lostTouch = true;
        boolean reborn = true;
        while (true) {
            int room = awaitRoom();
            if (room == 0) {
                return;
            }
            try {
                if (lostTouch) {
                    take(membership.held(reborn));
                    lostTouch = false;
                    reborn = false;
                    continue;
                }
                long asked = System.nanoTime();
                var fetched = membership.fetch(room, FETCH_WAIT);
                backoff.reset();
                took(fetched, asked);
            } catch (AwayException e) {
                lostTouch = true;
                rest(backoff.next());
            }
        }
    }

    /** @return 0 if this is stopping */
    private int awaitRoom() throws InterruptedException {
        lock.lock();
        try {
            while (!stopping && (paused || hands.waitingInLongestLane() >= ahead())) {
                changed.await();
            }
            return stopping ? 0 : Math.min(config.batch(), ahead() - hands.waitingInLongestLane());
        } finally {
            lock.unlock();
        }
    }

    /** Items fetched before the handler has room for them: enough to keep it at work, few enough to leave others some. */
    private int ahead() {
        return settings.inHand();
    }

    private void rest(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!stopping && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void took(Membership.Fetched fetched, long askedNanos) {
        lock.lock();
        try {
            hands.take(fetched.deliveries());
            boolean before = paused;
            if (fetched.paused()) {
                paused = true;
                pausedSeenNanos = System.nanoTime();
            } else if (paused && askedNanos - pausedSeenNanos > 0) {
                // An answer that was asked for before somebody paused must not wake us.
                paused = false;
            }
            if (paused != before || !fetched.deliveries().isEmpty()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(List<Delivery> deliveries) {
        lock.lock();
        try {
            hands.take(deliveries);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- handing over

    private void hand() throws InterruptedException {
        while (true) {
            var call = awaitCall();
            if (call == null) {
                return;
            }
            handOver(call).whenComplete((nothing, fault) -> ended(call, fault));
        }
    }

    private CompletionStage<Void> handOver(Call call) {
        try {
            return handler.handle(call.batch);
        } catch (RuntimeException | Error e) {
            // Whatever an item makes the handler throw, that item pays and the next one is handed over.
            return CompletableFuture.failedFuture(e);
        }
    }

    private @Nullable Call awaitCall() throws InterruptedException {
        lock.lock();
        try {
            while (!stopping && (paused || !hands.isWaiting() || hands.withHandler() >= settings.inHand())) {
                changed.await();
            }
            if (stopping) {
                return null;
            }
            var batch = hands.hand(Math.min(settings.batch(), settings.inHand() - hands.withHandler()));
            var call = new Call(batch, System.nanoTime() + settings.patience().toNanos());
            calls.put(call, Boolean.TRUE);
            changed.signalAll();
            return call;
        } finally {
            lock.unlock();
        }
    }

    private void ended(Call call, @Nullable Throwable fault) {
        lock.lock();
        try {
            if (calls.remove(call) == null) {
                return;
            }
            if (fault == null) {
                hands.settled(call.batch);
                done.addAll(call.batch);
            } else {
                failed(call.batch, reason(fault));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void failed(List<Delivery> batch, String reason) {
        if (batch.size() > 1) {
            // One of them may be the bad one: it alone shall pay.
            hands.back(batch);
            return;
        }
        hands.settled(batch);
        var delivery = batch.getFirst();
        var retry = settings.retry();
        failed.add(new Membership.Failure(
                delivery,
                reason,
                delivery.attempt() >= retry.attempts(),
                retry.pause(delivery.attempt(), ThreadLocalRandom.current().nextDouble())));
    }

    private static String reason(Throwable fault) {
        var cause = fault;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        var text = cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) : text;
    }

    // ---- settling

    private void settle() throws InterruptedException {
        var backoff = new Backoff(config.retryLongest());
        long inTouchSince = System.nanoTime();
        long nextBeat = System.nanoTime();
        while (true) {
            awaitOutcome(nextBeat);
            try {
                acknowledge();
                report();
                if (isOver()) {
                    membership.leave();
                    return;
                }
                if (System.nanoTime() - nextBeat >= 0) {
                    boolean mayReclaim = System.nanoTime() - inTouchSince
                            >= config.deadAfter().toNanos();
                    long asked = System.nanoTime();
                    took(membership.beat(room(), mayReclaim), asked);
                    expire();
                    nextBeat = System.nanoTime() + config.beat().toNanos();
                }
                backoff.reset();
            } catch (AwayException e) {
                inTouchSince = System.nanoTime();
                if (isOver()) {
                    return;
                }
                restUntilOver(backoff.next());
            }
        }
    }

    private void restUntilOver(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!over && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitOutcome(long untilNanos) throws InterruptedException {
        lock.lock();
        try {
            long left = untilNanos - System.nanoTime();
            while (done.isEmpty() && failed.isEmpty() && !over && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** First of all: a broker without memory takes acknowledgements, though it may not take reports. */
    private void acknowledge() throws AwayException {
        var told = copy(done);
        if (told.isEmpty()) {
            return;
        }
        membership.acknowledge(told);
        Failpoint.reached("bus.acknowledged");
        lock.lock();
        try {
            done.subList(0, told.size()).clear();
            hands.forget(told);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void report() throws AwayException {
        var told = copy(failed);
        if (told.isEmpty()) {
            return;
        }
        membership.fail(told);
        lock.lock();
        try {
            failed.subList(0, told.size()).clear();
            hands.forget(told.stream().map(Membership.Failure::delivery).toList());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> List<T> copy(List<T> growing) {
        lock.lock();
        try {
            return List.copyOf(growing);
        } finally {
            lock.unlock();
        }
    }

    private int room() {
        lock.lock();
        try {
            return stopping || paused ? 0 : Math.max(0, ahead() - hands.waitingInLongestLane());
        } finally {
            lock.unlock();
        }
    }

    private void expire() {
        lock.lock();
        try {
            var late = calls.keySet().stream()
                    .filter(call -> System.nanoTime() - call.deadlineNanos >= 0)
                    .toList();
            for (var call : late) {
                calls.remove(call);
                failed(call.batch, "The handler took longer than " + settings.patience());
            }
            if (!late.isEmpty()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    // ---- the end

    @Override
    public CompletionStage<Void> stop() {
        lock.lock();
        try {
            if (stopping) {
                return ended;
            }
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("bus-stop-" + stream.key()).start(this::finish);
        return ended;
    }

    private void finish() {
        try {
            fetcher.join();
            hander.join();
            lock.lock();
            try {
                while (!over && !(calls.isEmpty() && done.isEmpty() && failed.isEmpty())) {
                    changed.await();
                }
                over = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            settler.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            membership.close();
            colleagues.remove(this);
            ended.complete(null);
        }
    }

    @Override
    public void close() {
        close(config.closePatience());
    }

    void close(Duration patience) {
        var _ = stop();
        try {
            ended.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon();
        } catch (java.util.concurrent.TimeoutException e) {
            abandon();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("A consumer of " + stream.key() + " cannot be stopped", e);
        }
    }

    /** Leaves without waiting for the handler. */
    void abandon() {
        var _ = stop();
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        ended.join();
    }

    /** Stops dead, as if its process had been killed: for tests. */
    void vanish() throws InterruptedException {
        for (var thread : List.of(fetcher, hander, settler)) {
            thread.interrupt();
            thread.join();
        }
        membership.close();
        colleagues.remove(this);
        ended.complete(null);
    }
}
