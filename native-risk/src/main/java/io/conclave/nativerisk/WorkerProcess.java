package io.conclave.nativerisk;

import io.conclave.nativerisk.BacktestAnswer.Failed;
import io.conclave.nativerisk.Frames.Said;
import io.conclave.nativerisk.frames.HelloEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process and the one thread that starts it, reads from it and buries it.
 *
 * <p>The reader starts the child itself, and lives as long: the kernel kills the child when the thread that started it
 * ends, so a thread of somebody's pool would not do. Whatever goes wrong ends with the child reaped, its shared memory
 * removed, and the backtest under way answered with a {@link WorkerFailure}.
 */
final class WorkerProcess implements Worker {
    private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);
    private static final AtomicLong CHILDREN = new AtomicLong();
    private static final long GRACE_MILLIS = 1_000;
    private static final long FIRST_SLICE_BYTES = 1 << 17;

    private final Process process;
    private final WorkerSettings settings;
    private final CompletableFuture<Integer> gone = new CompletableFuture<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final Object lock = new Object();
    private volatile String buildId = "";
    private volatile boolean doomed;
    // Guarded by lock.
    private @Nullable Pending pending;
    private @Nullable SharedSlice slice;
    private boolean over;
    private long lastRequest;

    private record Pending(
            long requestId, Backtest backtest, SliceLayout layout, CompletableFuture<BacktestAnswer> answer) {}

    private WorkerProcess(Process process, WorkerSettings settings) {
        this.process = process;
        this.settings = settings;
    }

    /** Starts a child; the stage fails with a {@link WorkerStartException}. */
    static CompletionStage<Worker> start(Path binary, WorkerSettings settings) {
        var started = new CompletableFuture<Worker>();
        Thread.ofPlatform()
                .daemon()
                .name("backtest-child-" + CHILDREN.incrementAndGet())
                .start(() -> live(binary, settings, started));
        return started;
    }

    private static void live(Path binary, WorkerSettings settings, CompletableFuture<Worker> started) {
        var builder = new ProcessBuilder(binary.toString())
                .directory(Path.of("/").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().clear();
        WorkerProcess worker;
        try {
            worker = new WorkerProcess(builder.start(), settings);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // No memory: there is no thread left for the child. Whoever waits must hear of that, too.
            started.completeExceptionally(new WorkerStartException(
                    WorkerFailure.NOT_STARTED, "The backtest worker " + binary + " cannot be run", e));
            return;
        }
        worker.killUnlessStarted(started);
        try {
            worker.converse(started);
        } catch (FramePipe.NoFrame e) {
            started.completeExceptionally(noIntroduction(e.getMessage()));
            worker.fail(WorkerFailure.GARBAGE, e.getMessage());
        } catch (IOException e) {
            worker.fail(WorkerFailure.DIED, e.getMessage());
        } finally {
            worker.bury();
            started.completeExceptionally(new WorkerStartException(
                    WorkerFailure.NOT_STARTED, "The backtest worker " + binary + " left before it said who it is"));
        }
    }

    private void killUnlessStarted(CompletableFuture<Worker> started) {
        var deadline = settings.startDeadline();
        CompletableFuture.delayedExecutor(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .execute(() -> {
                    var silent = new WorkerStartException(
                            WorkerFailure.NOT_STARTED, "A backtest worker said nothing for " + deadline);
                    if (started.completeExceptionally(silent)) {
                        kill();
                    }
                });
    }

    // ---- what the reader does

    private void converse(CompletableFuture<Worker> started) throws IOException {
        var in = process.getInputStream();
        send(Frames.hello());
        var first = FramePipe.read(in);
        if (first.isEmpty() || !welcomed(first.get(), started)) {
            kill();
            return;
        }
        for (var frame = FramePipe.read(in); frame.isPresent(); frame = FramePipe.read(in)) {
            hear(frame.get());
        }
    }

    private boolean welcomed(UnsafeBuffer frame, CompletableFuture<Worker> started) {
        return switch (Frames.hear(frame)) {
            case Frames.Welcomed(int version, String build, int _)
            when version == HelloEncoder.SCHEMA_VERSION -> {
                buildId = build;
                yield started.complete(this);
            }
            case Frames.Welcomed other -> {
                started.completeExceptionally(wrongVersion("speaks version " + other.protocolVersion()));
                yield false;
            }
            case Frames.Refusal refusal
            when refusal.wrongVersion() -> {
                started.completeExceptionally(wrongVersion("refuses ours"));
                yield false;
            }
            case Frames.Refusal refusal -> garbledWelcome(started, refusal.reason());
            case Frames.Result _ -> garbledWelcome(started, "a result nobody asked for");
            case Frames.Noise(String detail) -> garbledWelcome(started, detail);
        };
    }

    private static WorkerStartException wrongVersion(String detail) {
        return new WorkerStartException(
                WorkerFailure.WRONG_VERSION,
                "We speak version " + HelloEncoder.SCHEMA_VERSION + " to the backtest worker, which " + detail
                        + ": build both from the same sources");
    }

    private static boolean garbledWelcome(CompletableFuture<Worker> started, String detail) {
        started.completeExceptionally(noIntroduction(detail));
        return false;
    }

    private static WorkerStartException noIntroduction(@Nullable String detail) {
        return new WorkerStartException(
                WorkerFailure.GARBAGE, "The backtest worker did not introduce itself: " + detail);
    }

    private void hear(UnsafeBuffer frame) {
        switch (Frames.hear(frame)) {
            case Frames.Result result -> onResult(result);
            case Frames.Refusal refusal
            when refusal.wrongVersion() -> fail(WorkerFailure.WRONG_VERSION, refusal.reason());
            case Frames.Refusal refusal -> settle(new Failed(WorkerFailure.REFUSED, refusal.reason()));
            case Frames.Welcomed _ -> fail(WorkerFailure.GARBAGE, "it introduced itself twice");
            case Frames.Noise(String detail) -> fail(WorkerFailure.GARBAGE, detail);
        }
    }

    private void onResult(Frames.Result result) {
        var done = answerTo(result);
        if (done.isEmpty()) {
            fail(WorkerFailure.GARBAGE, "a result that was not asked for");
        } else {
            settle(done.get());
        }
    }

    private Optional<BacktestAnswer> answerTo(Frames.Result result) {
        synchronized (lock) {
            var asked = pending;
            if (asked == null
                    || asked.requestId() != result.requestId()
                    || asked.backtest().runs().size() != result.results().size()) {
                return Optional.empty();
            }
            return Optional.of(new BacktestAnswer.Done(result.kernelVersion(), withPositions(result, asked)));
        }
    }

    private List<RunResult> withPositions(Frames.Result result, Pending asked) {
        var memory = Objects.requireNonNull(slice).memory();
        var complete = new ArrayList<RunResult>();
        for (int i = 0; i < result.results().size(); i++) {
            var bare = result.results().get(i);
            complete.add(new RunResult(
                    bare.netReturn(),
                    bare.deepestFall(),
                    bare.sharpe(),
                    bare.fills(),
                    bare.finalPosition(),
                    asked.layout().positions(memory, i, asked.backtest().runs().get(i))));
        }
        return complete;
    }

    /** Answers what is under way and ends the child, which is not to be trusted any more. */
    private void fail(WorkerFailure why, @Nullable String detail) {
        doomed = true;
        settle(new Failed(why, "Backtest worker " + pid() + ": " + detail));
        kill();
    }

    private void settle(BacktestAnswer answer) {
        Pending settled;
        synchronized (lock) {
            settled = pending;
            pending = null;
        }
        if (settled != null) {
            settled.answer().complete(answer);
        }
    }

    private void bury() {
        doomed = true;
        int code = reap();
        closeQuietly(process.getOutputStream());
        closeQuietly(process.getInputStream());
        synchronized (lock) {
            over = true;
            if (slice != null) {
                slice.close();
                slice = null;
            }
        }
        settle(new Failed(WorkerFailure.DIED, "Backtest worker " + pid() + " ended with " + code));
        gone.complete(code);
    }

    /** Waits a little for a child that leaves by itself. Nobody interrupts a reader; if somebody does, it is killed. */
    private int reap() {
        try {
            if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                kill();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            return process.onExit().join().exitValue();
        }
    }

    private static void closeQuietly(AutoCloseable stream) {
        try {
            stream.close();
        } catch (Exception e) {
            log.debug("A pipe to a dead child did not close: {}", e.toString());
        }
    }

    // ---- what others do

    @Override
    public CompletionStage<BacktestAnswer> run(Backtest backtest) {
        long bytes = Frames.bytesOf(backtest);
        if (bytes > FramePipe.MOST_REQUEST_BYTES || backtest.runs().isEmpty()) {
            return now(
                    WorkerFailure.REFUSED,
                    "A request of " + backtest.runs().size() + " runs takes " + bytes
                            + " bytes; 1 run or more and at most " + FramePipe.MOST_REQUEST_BYTES
                            + " bytes can be sent");
        }
        Pending asked;
        Said request;
        synchronized (lock) {
            if (over || doomed) {
                return now(WorkerFailure.DIED, "Backtest worker " + pid() + " is gone");
            }
            if (pending != null) {
                return now(WorkerFailure.BUSY, "Backtest worker " + pid() + " has a request under way");
            }
            var least = SliceLayout.of(backtest);
            SharedSlice room;
            try {
                room = roomFor(least.sliceBytes());
            } catch (IOException e) {
                return now(WorkerFailure.NO_MEMORY, "No room in /dev/shm for " + least.sliceBytes() + " bytes: " + e);
            }
            var layout = least.within(room.bytes());
            backtest.bars().copyTo(room.memory(), layout.opensStart(), layout.closesStart());
            asked = new Pending(++lastRequest, backtest, layout, new CompletableFuture<>());
            request = Frames.runBacktest(asked.requestId(), backtest, room.name(), layout);
            pending = asked;
        }
        var answer = asked.answer()
                .orTimeout(settings.deadline().toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(late -> {
                    kill();
                    return new Failed(
                            WorkerFailure.DEADLINE,
                            "Backtest worker " + pid() + " gave no answer for " + settings.deadline());
                });
        try {
            send(request);
        } catch (IOException e) {
            log.debug("Backtest worker {} does not read: {}", pid(), e.toString());
            kill();
        }
        return answer;
    }

    /** The slice, replaced by a bigger one when it is too small; the child learns of it by its name. */
    private SharedSlice roomFor(long bytes) throws IOException {
        var present = slice;
        if (present != null && present.bytes() >= bytes) {
            return present;
        }
        var bigger = SharedSlice.create(Math.max(FIRST_SLICE_BYTES, Long.highestOneBit(Math.max(bytes, 1)) * 2));
        if (present != null) {
            present.close();
        }
        slice = bigger;
        return bigger;
    }

    private static CompletionStage<BacktestAnswer> now(WorkerFailure why, String detail) {
        return CompletableFuture.completedFuture(new Failed(why, detail));
    }

    private void send(Said said) throws IOException {
        writing.lock();
        try {
            FramePipe.write(process.getOutputStream(), said.buffer(), said.length());
        } finally {
            writing.unlock();
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public String buildId() {
        return buildId;
    }

    @Override
    public CompletionStage<Integer> gone() {
        return gone.minimalCompletionStage();
    }

    @Override
    public void kill() {
        doomed = true;
        // A grandchild would keep the pipe open, and the reader waiting.
        var descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        doomed = true;
        if (!writing.tryLock()) {
            kill();
            return;
        }
        try {
            var goodbye = Frames.shutdown();
            FramePipe.write(process.getOutputStream(), goodbye.buffer(), goodbye.length());
            process.getOutputStream().close();
        } catch (IOException e) {
            kill();
        } finally {
            writing.unlock();
        }
        CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS).execute(() -> {
            if (!gone.isDone()) {
                kill();
            }
        });
    }
}
