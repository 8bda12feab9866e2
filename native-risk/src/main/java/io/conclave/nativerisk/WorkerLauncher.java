package io.conclave.nativerisk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts workers: unpacks the binary from the class path into a folder that only this user may enter, and clears away
 * what processes that are no more left behind. Close it when the last worker is gone.
 */
public final class WorkerLauncher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkerLauncher.class);
    private static final String BINARY = "conclave-worker";
    private static final String PREFIX = "conclave-worker-";
    private static final Pattern UNPACKED = Pattern.compile(PREFIX + "(\\d{1,18})-.*");

    private final WorkerSettings settings;
    private final Path binary;
    private final @Nullable Path unpackedInto;

    private WorkerLauncher(WorkerSettings settings, Path binary, @Nullable Path unpackedInto) {
        this.settings = settings;
        this.binary = binary;
        this.unpackedInto = unpackedInto;
    }

    /**
     * @throws IOException if there is no worker for this machine, or no room to unpack it
     */
    public static WorkerLauncher open(WorkerSettings settings) throws IOException {
        SharedSlice.sweepLeftovers();
        if (settings.binary().isPresent()) {
            return new WorkerLauncher(settings, settings.binary().get().toAbsolutePath(), null);
        }
        sweepUnpacked();
        var folder = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
        try {
            return new WorkerLauncher(settings, unpackInto(folder), folder);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(folder.resolve(BINARY));
            Files.deleteIfExists(folder);
            throw e;
        }
    }

    private static Path unpackInto(Path folder) throws IOException {
        var platform = platform();
        try (var packed = WorkerLauncher.class.getResourceAsStream("/native/" + platform + "/" + BINARY)) {
            if (packed == null) {
                throw new IOException("No backtest worker for " + platform
                        + " is on the class path: build native-risk here, or name one with conclave.backtest.binary");
            }
            var file = folder.resolve(BINARY);
            Files.copy(packed, file);
            if (!file.toFile().setExecutable(true, true)) {
                throw new IOException(file + " cannot be made executable");
            }
            return file;
        }
    }

    private static String platform() {
        var machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        return System.getProperty("os.name").toLowerCase(Locale.ROOT) + "-" + machine;
    }

    /** Starts a child; the stage fails with a {@link WorkerStartException}. */
    public CompletionStage<Worker> launch() {
        return WorkerProcess.start(binary, settings);
    }

    @Override
    public void close() {
        if (unpackedInto != null) {
            remove(unpackedInto);
        }
    }

    private static void sweepUnpacked() {
        try (var folders = Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), PREFIX + "*")) {
            for (Path folder : folders) {
                var name = UNPACKED.matcher(folder.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    remove(folder);
                }
            }
        } catch (IOException e) {
            log.warn("What dead processes left could not be looked for", e);
        }
    }

    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(BINARY));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            log.warn("{} could not be removed", folder, e);
        }
    }
}
