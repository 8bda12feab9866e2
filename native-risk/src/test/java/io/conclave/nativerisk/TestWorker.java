package io.conclave.nativerisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real worker whose failures end the test. */
final class TestWorker implements AutoCloseable {
    private final Worker worker;

    private TestWorker(Worker worker) {
        this.worker = worker;
    }

    static TestWorker launch() {
        var settings = new WorkerSettings(Optional.empty(), Duration.ofSeconds(20), Duration.ofSeconds(20));
        try (var launcher = WorkerLauncher.open(settings)) {
            return new TestWorker(launcher.launch().toCompletableFuture().get(30, TimeUnit.SECONDS));
        } catch (Exception e) {
            throw new AssertionError("No worker", e);
        }
    }

    Worker itself() {
        return worker;
    }

    DataSet load(PriceSeries series) {
        return done(worker.load(series));
    }

    SimulationResult simulate(Simulation simulation) {
        return done(worker.simulate(simulation));
    }

    SweepResult sweep(StrategySweep sweep) {
        return done(worker.sweep(sweep, Progress.IGNORED));
    }

    IndicatorValues trace(IndicatorTrace trace) {
        return done(worker.trace(trace));
    }

    private static <T> T done(Answer<T> answer) {
        return answer.orThrow(failed -> new AssertionError(failed.why() + ": " + failed.detail()));
    }

    /** It leaves when asked, and is gone. */
    @Override
    public void close() {
        worker.close();
        assertThat(worker.gone()
                        .toCompletableFuture()
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join())
                .isZero();
    }
}
