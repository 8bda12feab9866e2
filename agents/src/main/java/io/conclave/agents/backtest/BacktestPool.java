package io.conclave.agents.backtest;

import com.typesafe.config.Config;
import io.conclave.nativerisk.Backtest;
import io.conclave.nativerisk.BacktestAnswer;
import io.conclave.nativerisk.RunResult;
import io.conclave.nativerisk.Worker;
import io.conclave.nativerisk.WorkerFailure;
import io.conclave.nativerisk.WorkerLauncher;
import io.conclave.nativerisk.WorkerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Owns the C++ children, gives each one request at a time, and replaces those that fail.
 *
 * <p>Told by: whoever wants a backtest, on this node only. Tells: whoever asked, always. A child that dies, hangs or
 * talks rubbish costs the one request it had, answered {@link Failed}; the asker may ask again. When no child can be
 * started, whatever waits is answered so, and the pool keeps trying. Stopped, it leaves no child behind.
 */
public final class BacktestPool extends AbstractBehavior<BacktestPool.Command> {
    private static final Duration LAST_RITES = Duration.ofSeconds(3);

    // ---- protocol
    public sealed interface Command {}

    public record Run(Backtest backtest, ActorRef<Answer> replyTo) implements Command {}

    public record Describe(ActorRef<Description> replyTo) implements Command {}

    /** What became of a child. */
    private sealed interface News extends Command {
        Seat seat();
    }

    private record Launched(Seat seat, Worker worker) implements News {}

    private record NotLaunched(Seat seat, Throwable why) implements News {}

    private record Answered(Seat seat, Worker worker, Run run, BacktestAnswer answer) implements News {}

    private record Gone(Seat seat, Worker worker, int exitCode) implements News {}

    private record Relaunch(Seat seat) implements Command {}

    public sealed interface Answer {}

    /**
     * @param kernelVersion another one may give other numbers for the same request
     * @param results one for each run, in their order
     */
    public record Done(int kernelVersion, List<RunResult> results) implements Answer {
        public Done {
            results = List.copyOf(results);
        }
    }

    /**
     * @param detail one sentence for people
     */
    public record Failed(Reason why, String detail) implements Answer {}

    public enum Reason {
        /** The child failed; another may succeed. */
        CHILD_FAILED,
        /** No child can be started. */
        NO_CHILD,
        /** Too many requests wait. */
        QUEUE_FULL,
        /** The request makes no sense; asked again, it is refused again. */
        REFUSED,
        /** The pool is stopping. */
        STOPPED
    }

    /**
     * @param children process numbers of those that serve
     * @param replaced how many children have failed so far
     */
    public record Description(List<Long> children, int waiting, long replaced) {
        public Description {
            children = List.copyOf(children);
        }
    }

    // ---- state
    /** The place of one child. */
    private static final class Seat {
        private @Nullable CompletableFuture<Worker> launching;
        private @Nullable Worker worker;
        private @Nullable Run work;
        private int failuresInARow;

        boolean isIdle() {
            return worker != null && work == null;
        }

        boolean isHopeful() {
            return worker != null || launching != null;
        }
    }

    private final PoolSettings settings;
    private final WorkerLauncher launcher;
    private final TimerScheduler<Command> timers;
    private final List<Seat> seats = new ArrayList<>();
    private final Deque<Run> queue = new ArrayDeque<>();
    private long replaced;

    // ---- birth
    /**
     * Spawn it on {@link #dispatcher()}. It stops at once when there is no worker for this machine.
     *
     * @param root the whole configuration; {@code conclave.backtest} is read
     */
    public static Behavior<Command> create(Config root) {
        var settings = PoolSettings.from(root);
        return Behaviors.setup(outer -> {
            var launcher = open(settings);
            return Behaviors.supervise(Behaviors.<Command>setup(context ->
                            Behaviors.withTimers(timers -> new BacktestPool(context, timers, settings, launcher))))
                    .onFailure(SupervisorStrategy.restartWithBackoff(
                            settings.restartAfter(), settings.restartAfterAtMost(), 0.1));
        });
    }

    public static DispatcherSelector dispatcher() {
        return DispatcherSelector.fromConfig("conclave.backtest.dispatcher");
    }

    /**
     * How {@code conclave.backtest} and {@code conclave.native-risk} want children started.
     *
     * @param root the whole configuration
     */
    public static WorkerSettings workers(Config root) {
        return PoolSettings.workers(root);
    }

    private static WorkerLauncher open(PoolSettings settings) {
        try {
            return WorkerLauncher.open(settings.worker());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BacktestPool(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            PoolSettings settings,
            WorkerLauncher launcher) {
        super(context);
        this.settings = settings;
        this.launcher = launcher;
        this.timers = timers;
        for (int i = 0; i < settings.workers(); i++) {
            var seat = new Seat();
            seats.add(seat);
            launch(seat);
        }
    }

    // ---- commands
    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::on)
                .onSignal(PreRestart.class, signal -> endChildren())
                .onSignal(PostStop.class, signal -> {
                    endChildren();
                    launcher.close();
                    return this;
                })
                .build();
    }

    private Behavior<Command> on(Command command) {
        if (command instanceof News news && !seats.contains(news.seat())) {
            // Of a child from before a restart: it has been ended, and nobody takes its place twice.
            return this;
        }
        switch (command) {
            case Run run -> onRun(run);
            case Describe describe -> describe.replyTo().tell(description());
            case Launched launched -> onLaunched(launched);
            case NotLaunched failed -> onNotLaunched(failed);
            case Answered answered -> onAnswered(answered);
            case Gone gone -> onGone(gone);
            case Relaunch relaunch -> launch(relaunch.seat());
        }
        return this;
    }

    private void onRun(Run run) {
        queue.add(run);
        handOut();
        if (queue.size() > settings.queue()) {
            queue.remove(run);
            refuse(run, Reason.QUEUE_FULL, settings.queue() + " backtests are waiting already");
        }
    }

    private void handOut() {
        for (Seat seat : seats) {
            if (queue.isEmpty()) {
                return;
            }
            var worker = seat.worker;
            if (worker != null && seat.isIdle()) {
                var run = queue.remove();
                seat.work = run;
                getContext()
                        .pipeToSelf(
                                worker.run(run.backtest()),
                                (answer, fault) -> new Answered(seat, worker, run, orFault(answer, fault)));
            }
        }
    }

    private static BacktestAnswer orFault(BacktestAnswer answer, Throwable fault) {
        return fault == null ? answer : new BacktestAnswer.Failed(WorkerFailure.DIED, fault.toString());
    }

    private void launch(Seat seat) {
        var launching = launcher.launch().toCompletableFuture();
        seat.launching = launching;
        getContext()
                .pipeToSelf(
                        launching,
                        (worker, fault) -> fault == null ? new Launched(seat, worker) : new NotLaunched(seat, fault));
    }

    private void onLaunched(Launched launched) {
        var seat = launched.seat();
        var worker = launched.worker();
        seat.launching = null;
        seat.worker = worker;
        getContext().pipeToSelf(worker.gone(), (code, fault) -> new Gone(seat, worker, code));
        handOut();
    }

    private void onNotLaunched(NotLaunched failed) {
        failed.seat().launching = null;
        var pause = tryAgainLater(failed.seat());
        getContext().getLog().warn("No backtest child; trying again in {}", pause, failed.why());
        if (seats.stream().noneMatch(Seat::isHopeful)) {
            queue.forEach(run ->
                    refuse(run, Reason.NO_CHILD, String.valueOf(failed.why().getMessage())));
            queue.clear();
        }
    }

    private void onAnswered(Answered answered) {
        var seat = answered.seat();
        seat.work = null;
        answered.run().replyTo().tell(said(answered.answer()));
        if (answered.answer() instanceof BacktestAnswer.Done) {
            seat.failuresInARow = 0;
        }
        if (isLost(answered.answer()) && seat.worker == answered.worker()) {
            seat.worker = null;
            answered.worker().kill();
        }
        handOut();
    }

    private static Answer said(BacktestAnswer answer) {
        return switch (answer) {
            case BacktestAnswer.Done done -> new Done(done.kernelVersion(), done.results());
            case BacktestAnswer.Failed failed ->
                new Failed(
                        failed.why() == WorkerFailure.REFUSED ? Reason.REFUSED : Reason.CHILD_FAILED, failed.detail());
        };
    }

    /** Whether the child that answered so is never used again. */
    private static boolean isLost(BacktestAnswer answer) {
        return switch (answer) {
            case BacktestAnswer.Done done -> false;
            case BacktestAnswer.Failed failed ->
                switch (failed.why()) {
                    case REFUSED, BUSY, NO_MEMORY, CANCELLED -> false;
                    case NOT_STARTED, WRONG_VERSION, UNCONFINED, DIED, DEADLINE, GARBAGE -> true;
                };
        };
    }

    /** The child has been reaped: its place may be taken. */
    private void onGone(Gone gone) {
        var seat = gone.seat();
        if (seat.worker == gone.worker()) {
            seat.worker = null;
        }
        replaced++;
        var pause = tryAgainLater(seat);
        getContext()
                .getLog()
                .warn(
                        "Backtest child {} ended with {}; another comes in {}",
                        gone.worker().pid(),
                        gone.exitCode(),
                        pause);
    }

    private Duration tryAgainLater(Seat seat) {
        var pause = settings.pauseAfter(++seat.failuresInARow);
        timers.startSingleTimer(seat, new Relaunch(seat), pause);
        return pause;
    }

    private Description description() {
        var children = seats.stream()
                .map(seat -> seat.worker)
                .filter(Objects::nonNull)
                .map(Worker::pid)
                .toList();
        return new Description(children, queue.size(), replaced);
    }

    private static void refuse(Run run, Reason why, String detail) {
        run.replyTo().tell(new Failed(why, detail));
    }

    /** Ends every child, waits until they are reaped, and answers whoever waits. */
    private Behavior<Command> endChildren() {
        var ends = new ArrayList<CompletableFuture<?>>();
        for (Seat seat : seats) {
            if (seat.launching != null) {
                ends.add(seat.launching.thenCompose(BacktestPool::end));
            }
            if (seat.worker != null) {
                ends.add(end(seat.worker).toCompletableFuture());
            }
            if (seat.work != null) {
                refuse(seat.work, Reason.STOPPED, "The backtest pool is stopping");
            }
        }
        queue.forEach(run -> refuse(run, Reason.STOPPED, "The backtest pool is stopping"));
        queue.clear();
        CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, LAST_RITES.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(neverStarted -> null)
                .join();
        return this;
    }

    private static CompletionStage<Integer> end(Worker worker) {
        worker.kill();
        return worker.gone();
    }
}
