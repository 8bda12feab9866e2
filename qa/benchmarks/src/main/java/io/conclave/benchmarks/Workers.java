package io.conclave.benchmarks;

import io.conclave.nativerisk.Worker;
import io.conclave.nativerisk.WorkerLauncher;
import io.conclave.nativerisk.WorkerSettings;
import io.conclave.nativerisk.WorkerStartException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** The product's own worker, for as long as something is measured with it. */
final class Workers {
    private static final WorkerSettings SETTINGS =
            new WorkerSettings(Optional.empty(), Duration.ofSeconds(60), Duration.ofSeconds(30));

    private Workers() {}

    /** @throws NotMeasuredException if no worker can be started */
    static <T> T with(Function<Worker, T> measurement) {
        try (var launcher = WorkerLauncher.open(SETTINGS);
                var worker = launcher.launch().toCompletableFuture().join()) {
            return measurement.apply(worker);
        } catch (IOException e) {
            throw new NotMeasuredException("The worker cannot be unpacked: " + e.getMessage(), e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof WorkerStartException cause) {
                throw new NotMeasuredException(String.valueOf(cause.getMessage()), cause);
            }
            throw e;
        }
    }
}
