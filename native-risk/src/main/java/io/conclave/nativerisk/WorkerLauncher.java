package io.conclave.nativerisk;

import io.conclave.nativerisk.binary.UnpackedBinary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Starts workers: unpacks the binary from the class path, and clears away what processes that are no more left behind.
 * Close it when the last worker is gone.
 */
public final class WorkerLauncher implements AutoCloseable {
    private final WorkerSettings settings;
    private final Path binary;
    private final @Nullable UnpackedBinary unpacked;

    private WorkerLauncher(WorkerSettings settings, Path binary, @Nullable UnpackedBinary unpacked) {
        this.settings = settings;
        this.binary = binary;
        this.unpacked = unpacked;
    }

    /**
     * @throws IOException if there is no worker for this machine, or no room to unpack it
     */
    public static WorkerLauncher open(WorkerSettings settings) throws IOException {
        SharedSlice.sweepLeftovers();
        if (settings.binary().isPresent()) {
            return new WorkerLauncher(settings, settings.binary().get().toAbsolutePath(), null);
        }
        var unpacked = UnpackedBinary.of("conclave-worker", "conclave.backtest.binary");
        return new WorkerLauncher(settings, unpacked.file(), unpacked);
    }

    /** Starts a child; the stage fails with a {@link WorkerStartException}. */
    public CompletionStage<Worker> launch() {
        return WorkerProcess.start(binary, settings);
    }

    @Override
    public void close() {
        if (unpacked != null) {
            unpacked.close();
        }
    }
}
