package io.conclave.app.session;

import io.conclave.nativerisk.Sandbox;
import io.conclave.nativerisk.WorkerLauncher;
import io.conclave.nativerisk.WorkerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Where workers must be confined, sees that they can be, before anything has begun. */
final class RequiredSandbox {
    private RequiredSandbox() {}

    /**
     * Starts one worker and ends it; where the sandbox is not required, does nothing.
     *
     * @throws java.util.concurrent.CompletionException of a {@code WorkerStartException} that says what is missing
     */
    static void insistOn(WorkerSettings settings) {
        if (settings.sandbox().mode() != Sandbox.Mode.REQUIRED) {
            return;
        }
        try (var launcher = WorkerLauncher.open(settings)) {
            launcher.launch().toCompletableFuture().join().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
