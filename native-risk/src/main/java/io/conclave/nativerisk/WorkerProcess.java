package io.conclave.nativerisk;

import io.conclave.nativerisk.Frames.Said;
import io.conclave.nativerisk.frames.HelloEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
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
 * removed, and the request under way answered with a {@link WorkerFailure}.
 */
final class WorkerProcess implements Worker {
    private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);
    private static final AtomicLong CHILDREN = new AtomicLong();
    private static final long GRACE_MILLIS = 1_000;
    private static final long FIRST_SLICE_BYTES = 1 << 17;
    /** More than the child maps at once. */
    private static final long MOST_SLICE_BYTES = 1L << 30;

    private final Process process;
    private final WorkerSettings settings;
    private final CompletableFuture<Integer> gone = new CompletableFuture<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final Object lock = new Object();
    private final AtomicLong lastRequest = new AtomicLong();
    private final AtomicInteger lastDataSet = new AtomicInteger();
    private final Map<Long, CompletableFuture<Answer<Duration>>> pings = new ConcurrentHashMap<>();
    private volatile String buildId = "";
    private volatile Set<SandboxLayer> sandbox = Set.of();
    private volatile boolean doomed;
    // Guarded by lock, which is taken after `writing` where both are.
    private @Nullable Exchange<?> pending;
    private final Deque<Exchange<?>> waiting = new ArrayDeque<>();
    private @Nullable SharedSlice slice;
    private boolean over;

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
        var command = new ArrayList<String>();
        command.add(binary.toString());
        command.addAll(settings.sandbox().arguments());
        var builder = new ProcessBuilder(command)
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
            case Frames.Welcomed(int version, String build, int layers)
            when version == HelloEncoder.SCHEMA_VERSION -> letIn(build, SandboxLayer.of(layers), started);
            case Frames.Welcomed other -> {
                started.completeExceptionally(wrongVersion("speaks version " + other.protocolVersion()));
                yield false;
            }
            case Frames.Refusal refusal
            when refusal.why() == WorkerFailure.WRONG_VERSION -> {
                started.completeExceptionally(wrongVersion("refuses ours"));
                yield false;
            }
            case Frames.Refusal refusal -> garbledWelcome(started, refusal.reason());
            case Frames.Reply _ -> garbledWelcome(started, "a result nobody asked for");
            case Frames.Ponged _ -> garbledWelcome(started, "a pong nobody asked for");
            case Frames.Progressed _ -> garbledWelcome(started, "progress of nothing");
            case Frames.Noise(String detail) -> garbledWelcome(started, detail);
        };
    }

    private boolean letIn(String build, Set<SandboxLayer> layers, CompletableFuture<Worker> started) {
        try {
            settings.sandbox().judge(layers);
        } catch (WorkerStartException e) {
            started.completeExceptionally(e);
            return false;
        }
        buildId = build;
        sandbox = layers;
        return started.complete(this);
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
            case Frames.Refusal refusal
            when refusal.why() == WorkerFailure.WRONG_VERSION -> fail(WorkerFailure.WRONG_VERSION, refusal.reason());
            case Frames.Reply reply -> onReply(reply);
            case Frames.Progressed progressed -> onProgress(progressed);
            case Frames.Ponged(long requestId) -> onPong(requestId);
            case Frames.Welcomed _ -> fail(WorkerFailure.GARBAGE, "it introduced itself twice");
            case Frames.Noise(String detail) -> fail(WorkerFailure.GARBAGE, detail);
        }
    }

    private void onReply(Frames.Reply reply) {
        var settling = settling(reply);
        if (settling.isEmpty()) {
            fail(WorkerFailure.GARBAGE, "an answer that was not asked for, or that cannot be true");
        } else {
            putNext();
            settling.get().run();
        }
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

    private void onProgress(Frames.Progressed progressed) {
        Exchange<?> asked;
        synchronized (lock) {
            asked = pending;
        }
        if (asked == null || asked.requestId() != progressed.requestId() || !asked.advance(progressed)) {
            fail(WorkerFailure.GARBAGE, "progress that cannot be");
            return;
        }
        try {
            asked.question().progress().at(progressed.done(), progressed.total());
        } catch (RuntimeException e) {
            log.warn("Progress of backtest worker {} could not be told", pid(), e);
        }
    }

    private void onPong(long requestId) {
        var ping = pings.remove(requestId);
        if (ping == null) {
            fail(WorkerFailure.GARBAGE, "a pong that was not asked for");
        } else {
            ping.complete(new Answer.Done<>(Duration.ZERO));
        }
    }

    /** Answers what is under way and ends the child, which is not to be trusted any more. */
    private void fail(WorkerFailure why, @Nullable String detail) {
        doomed = true;
        Exchange<?> asked;
        synchronized (lock) {
            asked = pending;
            pending = null;
        }
        if (asked != null) {
            asked.fail(why, "Backtest worker " + pid() + ": " + detail);
        }
        kill();
    }

    private void bury() {
        doomed = true;
        int code = reap();
        closeQuietly(process.getOutputStream());
        closeQuietly(process.getInputStream());
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
        var end = "Backtest worker " + pid() + " ended with " + code;
        unanswered.forEach(asked -> asked.fail(WorkerFailure.DIED, end));
        pings.values().forEach(ping -> ping.complete(new Answer.Failed<>(WorkerFailure.DIED, end)));
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
        long bytes = BacktestQuestion.bytesOf(backtest);
        if (bytes > FramePipe.MOST_REQUEST_BYTES || backtest.runs().isEmpty()) {
            return CompletableFuture.completedFuture(new BacktestAnswer.Failed(
                    WorkerFailure.REFUSED,
                    "A request of " + backtest.runs().size() + " runs takes " + bytes
                            + " bytes; 1 run or more and at most " + FramePipe.MOST_REQUEST_BYTES
                            + " bytes can be sent"));
        }
        if (backtest.bars() instanceof DataSet elsewhere && !elsewhere.isOf(this)) {
            return CompletableFuture.completedFuture(
                    new BacktestAnswer.Failed(WorkerFailure.REFUSED, residentElsewhere()));
        }
        var exchange = ask(new BacktestQuestion(backtest));
        return exchange.answer()
                .orTimeout(settings.deadline().toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(late -> {
                    kill();
                    return new BacktestAnswer.Failed(WorkerFailure.DEADLINE, noAnswer());
                });
    }

    @Override
    public Answer<DataSet> load(PriceSeries bars) {
        if (bars.size() == 0) {
            return new Answer.Failed<>(WorkerFailure.REFUSED, "There is no bar to load");
        }
        int handle = lastDataSet.incrementAndGet();
        try (var question = new LoadQuestion(handle, bars)) {
            return switch (await(ask(question))) {
                case Answer.Done<Integer> _ -> new Answer.Done<>(new DataSet(this, handle, bars.size()));
                case Answer.Failed<Integer>(WorkerFailure why, String detail) -> new Answer.Failed<>(why, detail);
            };
        } catch (IOException e) {
            return new Answer.Failed<>(
                    WorkerFailure.NO_MEMORY, "No room in /dev/shm for " + bars.size() + " bars: " + e);
        }
    }

    /** Told by a data set that is closed. What comes of it is of no interest: without a child there is no data set. */
    void drop(DataSet bars) {
        var dropped = ask(new DropQuestion(bars.handle())).answer();
        dropped.orTimeout(settings.deadline().toNanos(), TimeUnit.NANOSECONDS).exceptionally(late -> {
            kill();
            return new Answer.Failed<>(WorkerFailure.DEADLINE, noAnswer());
        });
    }

    @Override
    public Answer<SweepResult> sweep(CrossoverSweep sweep, Progress progress) {
        if (!sweep.bars().isOf(this)) {
            return new Answer.Failed<>(WorkerFailure.REFUSED, residentElsewhere());
        }
        var question = new SweepQuestion(sweep, progress);
        long bytes = SweepQuestion.bytesOf(sweep);
        if (bytes > FramePipe.MOST_REQUEST_BYTES || question.roomBytes() > MOST_SLICE_BYTES) {
            return new Answer.Failed<>(
                    WorkerFailure.REFUSED,
                    "A sweep of " + sweep.rows() + " combinations takes a frame of " + bytes + " bytes and "
                            + question.roomBytes() + " bytes for its results; at most "
                            + FramePipe.MOST_REQUEST_BYTES + " and " + MOST_SLICE_BYTES + " can be had");
        }
        return await(ask(question));
    }

    @Override
    public Answer<SweepResult> sweep(StrategySweep sweep, Progress progress) {
        return overResident(sweep.bars(), new StrategySweepQuestion(sweep, progress));
    }

    @Override
    public Answer<SimulationResult> simulate(Simulation simulation) {
        return overResident(simulation.bars(), new SimulationQuestion(simulation));
    }

    @Override
    public Answer<IndicatorValues> trace(IndicatorTrace trace) {
        return overResident(trace.bars(), new IndicatorQuestion(trace));
    }

    /** Asks and waits, unless the bars are elsewhere or the results would not fit. */
    private <T> Answer<T> overResident(DataSet bars, Question<Answer<T>> question) {
        if (!bars.isOf(this)) {
            return new Answer.Failed<>(WorkerFailure.REFUSED, residentElsewhere());
        }
        if (question.roomBytes() > MOST_SLICE_BYTES) {
            return new Answer.Failed<>(
                    WorkerFailure.REFUSED,
                    "What goes to and fro takes " + question.roomBytes() + " bytes; at most " + MOST_SLICE_BYTES
                            + " can be had");
        }
        return await(ask(question));
    }

    @Override
    public Answer<TrackRecord> measureReturns(TrackRecordRequest request) {
        return measure(new Measure.OfReturns(request), Progress.IGNORED);
    }

    @Override
    public Answer<Overfitting> measureOverfitting(OverfittingRequest request, Progress progress) {
        return measure(new Measure.OfTrials(request), progress);
    }

    @Override
    public Answer<PortfolioRisk> measurePortfolio(PortfolioRequest request) {
        return measure(new Measure.OfPortfolio(request), Progress.IGNORED);
    }

    private <R> Answer<R> measure(Measure<R> measure, Progress progress) {
        if (measure.bytes() > MOST_SLICE_BYTES) {
            return new Answer.Failed<>(
                    WorkerFailure.REFUSED,
                    "The measure takes " + measure.bytes() + " bytes of numbers; at most " + MOST_SLICE_BYTES
                            + " can be handed over");
        }
        return await(ask(new MeasureQuestion<>(measure, progress)));
    }

    private String residentElsewhere() {
        return "The bars are not resident in backtest worker " + pid() + " but in another one";
    }

    private String noAnswer() {
        return "Backtest worker " + pid() + " gave no answer for " + settings.deadline();
    }

    /** Puts a question as soon as the child is free; at once it is answered BUSY or DIED if it cannot be. */
    private <A> Exchange<A> ask(Question<A> question) {
        var exchange = new Exchange<>(lastRequest.incrementAndGet(), question);
        boolean accepted = true;
        synchronized (lock) {
            if (over || doomed) {
                exchange.fail(WorkerFailure.DIED, "Backtest worker " + pid() + " is gone");
                accepted = false;
            } else if (!question.isHousekeeping() && hasRequest()) {
                exchange.fail(WorkerFailure.BUSY, "Backtest worker " + pid() + " has a request under way");
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
                FramePipe.write(process.getOutputStream(), said.buffer(), said.length());
            }
        } catch (IOException e) {
            log.debug("Backtest worker {} does not read: {}", pid(), e.toString());
            kill();
        } finally {
            writing.unlock();
        }
    }

    private Optional<Said> nextToPut() {
        synchronized (lock) {
            while (pending == null && !over && !waiting.isEmpty()) {
                var next = waiting.remove();
                long bytes = next.question().roomBytes();
                try {
                    var said = next.put(bytes == 0 ? null : roomFor(bytes));
                    pending = next;
                    return Optional.of(said);
                } catch (IOException e) {
                    next.fail(WorkerFailure.NO_MEMORY, "No room in /dev/shm for " + bytes + " bytes: " + e);
                }
            }
            return Optional.empty();
        }
    }

    /** Waits for the answer; an interrupt cancels the request, and its answer is still waited for. */
    private <A> A await(Exchange<A> exchange) {
        boolean interrupted = false;
        try {
            while (true) {
                long left = exchange.nanosLeft(settings.deadline());
                if (left <= 0) {
                    exchange.fail(WorkerFailure.DEADLINE, noAnswer());
                    kill();
                }
                try {
                    return exchange.answer().get(Math.max(left, 1), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    log.trace("Backtest worker {} is still at it", pid());
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

    @Override
    public void cancel() {
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
                FramePipe.write(process.getOutputStream(), said.buffer(), said.length());
                killUnlessCancelled(cancelled);
            }
        } catch (IOException e) {
            log.debug("Backtest worker {} does not read: {}", pid(), e.toString());
            kill();
        } finally {
            writing.unlock();
        }
    }

    private void killUnlessCancelled(Exchange<?> cancelled) {
        CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS).execute(() -> {
            if (!cancelled.answer().isDone()) {
                cancelled.fail(WorkerFailure.DEADLINE, "Backtest worker " + pid() + " did not leave when cancelled");
                kill();
            }
        });
    }

    @Override
    public Answer<Duration> ping() {
        long id = lastRequest.incrementAndGet();
        var pong = new CompletableFuture<Answer<Duration>>();
        pings.put(id, pong);
        if (gone.isDone()) {
            return new Answer.Failed<>(WorkerFailure.DIED, "Backtest worker " + pid() + " is gone");
        }
        long sent = System.nanoTime();
        try {
            send(Frames.ping(id));
            var answer = pong.get(settings.deadline().toNanos(), TimeUnit.NANOSECONDS);
            long back = System.nanoTime();
            return switch (answer) {
                case Answer.Done<Duration> _ -> new Answer.Done<>(Duration.ofNanos(back - sent));
                case Answer.Failed<Duration> failed -> failed;
            };
        } catch (IOException | ExecutionException e) {
            kill();
            return new Answer.Failed<>(WorkerFailure.DIED, "Backtest worker " + pid() + " does not read: " + e);
        } catch (TimeoutException e) {
            kill();
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
        long ample = Math.min(MOST_SLICE_BYTES, Long.highestOneBit(bytes) * 2);
        var bigger = SharedSlice.create(Math.max(FIRST_SLICE_BYTES, ample));
        if (present != null) {
            present.close();
        }
        slice = bigger;
        return bigger;
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
    public Set<SandboxLayer> sandbox() {
        return sandbox;
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
