package io.conclave.app.command;

import com.typesafe.config.Config;
import io.conclave.agents.backtest.BacktestPool;
import io.conclave.app.sweep.NotSweptException;
import io.conclave.nativerisk.Worker;
import io.conclave.nativerisk.WorkerLauncher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

/** One worker for one command; gone when the command is done, or when Ctrl-C ends it. */
final class WorkerSession implements AutoCloseable {
    /** What a shell says of a program that Ctrl-C ended. */
    static final int INTERRUPTED = 130;

    private final WorkerLauncher launcher;
    private final Worker worker;
    private final Thread onInterrupt;
    private volatile boolean interrupted;

    private WorkerSession(WorkerLauncher launcher, Worker worker) {
        this.launcher = launcher;
        this.worker = worker;
        this.onInterrupt = new Thread(this::end, "worker-end");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
    }

    static WorkerSession open(Config config) {
        try {
            var launcher = WorkerLauncher.open(BacktestPool.workers(config));
            try {
                return new WorkerSession(
                        launcher, launcher.launch().toCompletableFuture().join());
            } catch (RuntimeException e) {
                launcher.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The worker cannot be started: " + e.getMessage(), e);
        }
    }

    /**
     * What the worker answers; empty when Ctrl-C came first.
     *
     * @throws NotSweptException if the worker gives no result
     */
    <T> Optional<T> ask(Function<Worker, T> request) {
        try {
            return Optional.of(request.apply(worker));
        } catch (NotSweptException e) {
            if (interrupted) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void end() {
        interrupted = true;
        worker.kill();
        worker.gone().toCompletableFuture().join();
        launcher.close();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
        } catch (IllegalStateException e) {
            // The process is on its way out, and the hook does what is left to do.
            return;
        }
        worker.close();
        worker.gone().toCompletableFuture().join();
        launcher.close();
    }
}
