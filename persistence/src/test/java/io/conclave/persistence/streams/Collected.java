package io.conclave.persistence.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A handler that keeps what it is given, and lets a test wait for it. */
final class Collected implements Handler {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Handler then;

    private Collected(Handler then) {
        this.then = then;
    }

    /** Every item is done at once. */
    static Collected all() {
        return new Collected(_ -> CompletableFuture.completedFuture(null));
    }

    /** Items that match fail; the others are done. */
    static Collected failing(Predicate<Delivery> bad) {
        return then(delivery -> bad.test(delivery)
                ? CompletableFuture.failedFuture(new IllegalStateException("cannot store " + delivery.id()))
                : CompletableFuture.completedFuture(null));
    }

    static Collected then(Handler then) {
        return new Collected(then);
    }

    /** Nothing is ever done. */
    static Collected never() {
        return new Collected(_ -> new CompletableFuture<>());
    }

    @Override
    public CompletionStage<Void> handle(Delivery delivery) {
        lock.lock();
        try {
            deliveries.add(delivery);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return then.handle(delivery);
    }

    /** As {@link #handle}, for the items of a batch; the last one's stage stands for all. */
    CompletionStage<Void> all(List<Delivery> batch) {
        CompletionStage<Void> last = CompletableFuture.completedFuture(null);
        for (var delivery : batch) {
            last = handle(delivery);
        }
        return last;
    }

    List<Delivery> deliveries() {
        lock.lock();
        try {
            return List.copyOf(deliveries);
        } finally {
            lock.unlock();
        }
    }

    List<String> ids() {
        return deliveries().stream().map(Delivery::id).toList();
    }

    /** Waits until so many have come. */
    List<String> await(int count) {
        await(() -> deliveries.size() >= count, count + " items");
        return ids();
    }

    /** Waits until this one has come so often. */
    void await(String id, int times) {
        await(
                () -> deliveries.stream()
                                .filter(delivery -> delivery.id().equals(id))
                                .count()
                        >= times,
                id + " " + times + " times");
    }

    private void await(BooleanSupplier met, String what) {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (!met.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("Waited for " + what + " but got " + ids());
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something that nobody tells us of. */
    static void until(String what, BooleanSupplier met) {
        until(what, PATIENCE, met);
    }

    static void until(String what, Duration patience, BooleanSupplier met) {
        var never = new CompletableFuture<Void>();
        long deadline = System.nanoTime() + patience.toNanos();
        while (!met.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited in vain until " + what);
            }
            try {
                never.get(5, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.TimeoutException _) {
                // look again
            } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
                throw new AssertionError("Interrupted", e);
            }
        }
    }
}
