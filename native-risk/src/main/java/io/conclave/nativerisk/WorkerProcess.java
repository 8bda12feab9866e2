package io.conclave.nativerisk;

import io.conclave.nativerisk.frames.HelloEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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

    private final Process process;
    private final WorkerSettings settings;
    private final CompletableFuture<Integer> gone = new CompletableFuture<>();
    private final Requests requests;
    private final AtomicInteger lastDataSet = new AtomicInteger();
    private volatile String buildId = "";
    private volatile Set<SandboxLayer> sandbox = Set.of();

    private WorkerProcess(Process process, WorkerSettings settings) {
        this.process = process;
        this.settings = settings;
        this.requests = new Requests(process, settings.deadline(), this::kill);
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
        requests.say(Frames.hello());
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
            case Frames.Reply reply ->
                orFail(requests.settle(reply), "an answer that was not asked for, or that cannot be true");
            case Frames.Progressed progressed -> orFail(requests.advance(progressed), "progress that cannot be");
            case Frames.Ponged(long requestId) -> orFail(requests.pong(requestId), "a pong that was not asked for");
            case Frames.Welcomed _ -> fail(WorkerFailure.GARBAGE, "it introduced itself twice");
            case Frames.Noise(String detail) -> fail(WorkerFailure.GARBAGE, detail);
        }
    }

    private void orFail(boolean asAsked, String otherwise) {
        if (!asAsked) {
            fail(WorkerFailure.GARBAGE, otherwise);
        }
    }

    /** Answers what is under way and ends the child, which is not to be trusted any more. */
    private void fail(WorkerFailure why, @Nullable String detail) {
        requests.fail(why, "Backtest worker " + pid() + ": " + detail);
        kill();
    }

    private void bury() {
        requests.acceptNoMore();
        int code = reap();
        closeQuietly(process.getOutputStream());
        closeQuietly(process.getInputStream());
        requests.end("Backtest worker " + pid() + " ended with " + code);
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
        return requests.answerTo(new BacktestQuestion(backtest));
    }

    @Override
    public Answer<DataSet> load(PriceSeries bars) {
        if (bars.size() == 0) {
            return new Answer.Failed<>(WorkerFailure.REFUSED, "There is no bar to load");
        }
        int handle = lastDataSet.incrementAndGet();
        try (var question = new LoadQuestion(handle, bars)) {
            return switch (requests.await(question)) {
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
        requests.answerTo(new DropQuestion(bars.handle()));
    }

    @Override
    public Answer<SweepResult> sweep(CrossoverSweep sweep, Progress progress) {
        return overResident(sweep.bars(), new SweepQuestion(sweep, progress));
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

    /** Asks and waits, unless the bars are elsewhere. */
    private <T> Answer<T> overResident(DataSet bars, Question<Answer<T>> question) {
        return bars.isOf(this)
                ? requests.await(question)
                : new Answer.Failed<>(WorkerFailure.REFUSED, residentElsewhere());
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
        return requests.await(new MeasureQuestion<>(measure, progress));
    }

    private String residentElsewhere() {
        return "The bars are not resident in backtest worker " + pid() + " but in another one";
    }

    @Override
    public void cancel() {
        requests.cancel();
    }

    @Override
    public Answer<Duration> ping() {
        return requests.ping();
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
        requests.acceptNoMore();
        // A grandchild would keep the pipe open, and the reader waiting.
        var descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        requests.acceptNoMore();
        if (!requests.sayGoodbye()) {
            kill();
            return;
        }
        CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS).execute(() -> {
            if (!gone.isDone()) {
                kill();
            }
        });
    }
}
