package io.conclave.nativerisk;

import io.conclave.nativerisk.Frames.Said;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one child is asked: the request under way, those that wait behind it, and the slice they share. Whoever asks
 * comes from any thread; what the child says comes from its reader. Each request is answered exactly once.
 */
final class Requests {
    /** More than the child maps at once. */
    private static final long MOST_ROOM_BYTES = 1L << 30;

    private static final Logger log = LoggerFactory.getLogger(Requests.class);
    private static final long CANCEL_GRACE_MILLIS = 1_000;
    private static final long FIRST_SLICE_BYTES = 1 << 17;

    private final long pid;
    private final OutputStream child;
    private final Duration deadline;
    private final Runnable kill;
    private final ReentrantLock writing = new ReentrantLock();
    private final Object lock = new Object();
    private final AtomicLong lastRequest = new AtomicLong();
    private final Map<Long, CompletableFuture<Answer<Duration>>> pings = new ConcurrentHashMap<>();
    private volatile boolean accepting = true;
    // Guarded by lock, which is taken after `writing` where both are.
    private @Nullable Exchange<?> pending;
    private final Deque<Exchange<?>> waiting = new ArrayDeque<>();
    private @Nullable SharedSlice slice;
    private boolean over;

    /**
     * @param kill ends the child; called when it does not answer or does not read
     */
    Requests(Process process, Duration deadline, Runnable kill) {
        this.pid = process.pid();
        this.child = process.getOutputStream();
        this.deadline = deadline;
        this.kill = kill;
    }

    // ---- what whoever asks does

    /** The answer always comes: the stage never fails. */
    <A> CompletionStage<A> answerTo(Question<A> question) {
        return ask(question)
                .answer()
                .orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(late -> {
                    kill.run();
                    return question.failed(WorkerFailure.DEADLINE, noAnswer());
                });
    }

    /** Waits for the answer; an interrupt cancels the request, and its answer is still waited for. */
    <A> A await(Question<A> question) {
        var exchange = ask(question);
        boolean interrupted = false;
        try {
            while (true) {
                long left = exchange.nanosLeft(deadline);
                if (left <= 0) {
                    exchange.fail(WorkerFailure.DEADLINE, noAnswer());
                    kill.run();
                }
                try {
                    return exchange.answer().get(Math.max(left, 1), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    log.trace("Backtest worker {} is still at it", pid);
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancel();
                } catch (ExecutionException e) {
                    throw new IllegalStateException("An exchange is answered, it never fails", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Puts a question as soon as the child is free; at once it is answered BUSY or DIED if it cannot be. */
    private <A> Exchange<A> ask(Question<A> question) {
        var exchange = new Exchange<>(lastRequest.incrementAndGet(), question);
        boolean accepted = true;
        synchronized (lock) {
            if (over || !accepting) {
                exchange.fail(WorkerFailure.DIED, "Backtest worker " + pid + " is gone");
                accepted = false;
            } else if (!question.isHousekeeping() && hasRequest()) {
                exchange.fail(WorkerFailure.BUSY, "Backtest worker " + pid + " has a request under way");
                accepted = false;
            } else {
                waiting.add(exchange);
            }
        }
        if (accepted) {
            putNext();
        }
        return exchange;
    }

    private boolean hasRequest() {
        return (pending != null && !pending.question().isHousekeeping())
                || waiting.stream().anyMatch(asked -> !asked.question().isHousekeeping());
    }

    /** Sends the next question, if the child is free for it. */
    private void putNext() {
        writing.lock();
        try {
            var next = nextToPut();
            if (next.isPresent()) {
                var said = next.get();
                FramePipe.write(child, said.buffer(), said.length());
            }
        } catch (IOException e) {
            log.debug("Backtest worker {} does not read: {}", pid, e.toString());
            kill.run();
        } finally {
            writing.unlock();
        }
    }

    private Optional<Said> nextToPut() {
        synchronized (lock) {
            while (pending == null && !over && !waiting.isEmpty()) {
                var next = waiting.remove();
                var said = put(next);
                if (said.isPresent()) {
                    pending = next;
                    return said;
                }
            }
            return Optional.empty();
        }
    }

    /** Empty when it cannot be sent; it is answered so. */
    private Optional<Said> put(Exchange<?> exchange) {
        long room = exchange.question().roomBytes();
        if (room > MOST_ROOM_BYTES) {
            exchange.fail(
                    WorkerFailure.REFUSED,
                    "What goes to and fro takes " + room + " bytes; at most " + MOST_ROOM_BYTES + " can be had");
            return Optional.empty();
        }
        try {
            var said = exchange.put(room == 0 ? null : roomFor(room));
            if (said.length() <= FramePipe.MOST_REQUEST_BYTES) {
                return Optional.of(said);
            }
            exchange.fail(
                    WorkerFailure.REFUSED,
                    "A request of " + said.length() + " bytes is too long; at most " + FramePipe.MOST_REQUEST_BYTES
                            + " can be sent");
        } catch (IOException e) {
            exchange.fail(WorkerFailure.NO_MEMORY, "No room in /dev/shm for " + room + " bytes: " + e);
        }
        return Optional.empty();
    }

    void cancel() {
        writing.lock();
        try {
            Exchange<?> cancelled;
            var unsent = new ArrayList<Exchange<?>>();
            synchronized (lock) {
                cancelled = pending;
                waiting.stream()
                        .filter(asked -> !asked.question().isHousekeeping())
                        .forEach(unsent::add);
                waiting.removeAll(unsent);
            }
            unsent.forEach(asked -> asked.fail(WorkerFailure.CANCELLED, "it was cancelled before it was sent"));
            if (cancelled != null && !cancelled.question().isHousekeeping()) {
                var said = Frames.cancel(cancelled.requestId());
                FramePipe.write(child, said.buffer(), said.length());
                killUnlessCancelled(cancelled);
            }
        } catch (IOException e) {
            log.debug("Backtest worker {} does not read: {}", pid, e.toString());
            kill.run();
        } finally {
            writing.unlock();
        }
    }

    private void killUnlessCancelled(Exchange<?> cancelled) {
        CompletableFuture.delayedExecutor(CANCEL_GRACE_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!cancelled.answer().isDone()) {
                        cancelled.fail(
                                WorkerFailure.DEADLINE, "Backtest worker " + pid + " did not leave when cancelled");
                        kill.run();
                    }
                });
    }

    /** How long a frame takes to the child and back; waits for it. */
    Answer<Duration> ping() {
        long id = lastRequest.incrementAndGet();
        var pong = new CompletableFuture<Answer<Duration>>();
        pings.put(id, pong);
        if (isOver()) {
            return new Answer.Failed<>(WorkerFailure.DIED, "Backtest worker " + pid + " is gone");
        }
        long sent = System.nanoTime();
        try {
            say(Frames.ping(id));
            var answer = pong.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            long back = System.nanoTime();
            return switch (answer) {
                case Answer.Done<Duration> _ -> new Answer.Done<>(Duration.ofNanos(back - sent));
                case Answer.Failed<Duration> failed -> failed;
            };
        } catch (IOException | ExecutionException e) {
            kill.run();
            return new Answer.Failed<>(WorkerFailure.DIED, "Backtest worker " + pid + " does not read: " + e);
        } catch (TimeoutException e) {
            kill.run();
            return new Answer.Failed<>(WorkerFailure.DEADLINE, noAnswer());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Failed<>(WorkerFailure.CANCELLED, "Whoever waited was interrupted");
        }
    }

    /** The slice, replaced by a bigger one when it is too small; the child learns of it by its name. */
    private SharedSlice roomFor(long bytes) throws IOException {
        var present = slice;
        if (present != null && present.bytes() >= bytes) {
            return present;
        }
        long ample = Math.min(MOST_ROOM_BYTES, Long.highestOneBit(bytes) * 2);
        var bigger = SharedSlice.create(Math.max(FIRST_SLICE_BYTES, ample));
        if (present != null) {
            present.close();
        }
        slice = bigger;
        return bigger;
    }

    void say(Said said) throws IOException {
        writing.lock();
        try {
            FramePipe.write(child, said.buffer(), said.length());
        } finally {
            writing.unlock();
        }
    }

    /** False when it cannot be said now: somebody is writing to a child that does not read, or it is gone. */
    boolean sayGoodbye() {
        if (!writing.tryLock()) {
            return false;
        }
        try {
            var goodbye = Frames.shutdown();
            FramePipe.write(child, goodbye.buffer(), goodbye.length());
            child.close();
            return true;
        } catch (IOException e) {
            log.debug("Backtest worker {} does not read: {}", pid, e.toString());
            return false;
        } finally {
            writing.unlock();
        }
    }

    void acceptNoMore() {
        accepting = false;
    }

    private boolean isOver() {
        synchronized (lock) {
            return over;
        }
    }

    private String noAnswer() {
        return "Backtest worker " + pid + " gave no answer for " + deadline;
    }

    // ---- what the reader does

    /** Answers the request under way; false when this is no answer to it. */
    boolean settle(Frames.Reply reply) {
        var settling = settling(reply);
        if (settling.isPresent()) {
            putNext();
            settling.get().run();
        }
        return settling.isPresent();
    }

    /** Takes the request under way off, and says what settles it; empty when the reply is none to it. */
    private Optional<Runnable> settling(Frames.Reply reply) {
        synchronized (lock) {
            var asked = pending;
            if (asked == null) {
                return Optional.empty();
            }
            Optional<Runnable> settling = switch (reply) {
                case Frames.Refusal(long requestId, WorkerFailure why, String reason)
                when requestId == asked.requestId() || requestId == 0 -> Optional.of(() -> asked.fail(why, reason));
                case Frames.Refusal _ -> Optional.empty();
                case Frames.Reply result ->
                    result.requestId() == asked.requestId() ? asked.answerIn(result, slice) : Optional.empty();
            };
            if (settling.isPresent()) {
                pending = null;
            }
            return settling;
        }
    }

    /** Tells how far the request under way is; false when that cannot be. */
    boolean advance(Frames.Progressed progressed) {
        Exchange<?> asked;
        synchronized (lock) {
            asked = pending;
        }
        if (asked == null || asked.requestId() != progressed.requestId() || !asked.advance(progressed)) {
            return false;
        }
        try {
            asked.question().progress().at(progressed.done(), progressed.total());
        } catch (RuntimeException e) {
            log.warn("Progress of backtest worker {} could not be told", pid, e);
        }
        return true;
    }

    /** False when nobody asked. */
    boolean pong(long requestId) {
        var ping = pings.remove(requestId);
        return ping != null && ping.complete(new Answer.Done<>(Duration.ZERO));
    }

    /** Answers the request under way so; what waits is answered when the child has ended. */
    void fail(WorkerFailure why, String detail) {
        acceptNoMore();
        Exchange<?> asked;
        synchronized (lock) {
            asked = pending;
            pending = null;
        }
        if (asked != null) {
            asked.fail(why, detail);
        }
    }

    /** The child has ended: answers whatever is left and gives the slice back. */
    void end(String how) {
        var unanswered = new ArrayList<Exchange<?>>();
        synchronized (lock) {
            over = true;
            if (pending != null) {
                unanswered.add(pending);
                pending = null;
            }
            unanswered.addAll(waiting);
            waiting.clear();
            if (slice != null) {
                slice.close();
                slice = null;
            }
        }
        unanswered.forEach(asked -> asked.fail(WorkerFailure.DIED, how));
        pings.values().forEach(ping -> ping.complete(new Answer.Failed<>(WorkerFailure.DIED, how)));
    }
}
