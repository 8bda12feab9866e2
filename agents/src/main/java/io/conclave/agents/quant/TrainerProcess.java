package io.conclave.agents.quant;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a JVM of its own for each training and waits for it.
 *
 * <p>One that fails, is killed or takes too long costs a {@link TrainingFailedException}; one left behind by a node that
 * died ends by itself, because its stdin does. What it needs while it works, the unpacked library included, stands in a
 * directory that goes with it.
 */
final class TrainerProcess implements AutoCloseable {
    /** What a child may know of our environment. */
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "MALLOC_ARENA_MAX");

    private static final Logger LOG = LoggerFactory.getLogger(TrainerProcess.class);
    private static final String WORK_PREFIX = "training-";
    private static final int TOLD_CHARS = 500;

    private final QuantSettings.Trainer settings;
    private @Nullable Process running;
    private boolean closed;

    TrainerProcess(QuantSettings.Trainer settings) {
        this.settings = settings;
    }

    /**
     * @param model where the model is to be; there only if this returns
     * @throws TrainingFailedException if there is no model in the end
     */
    TrainingReport train(byte[] set, Path model) {
        checkClassPath();
        Path work = null;
        try {
            sweep(settings.shelf());
            work = Files.createTempDirectory(
                    settings.shelf(), WORK_PREFIX + ProcessHandle.current().pid() + "-");
            Files.write(work.resolve("set"), set);
            return train(work, model);
        } catch (IOException e) {
            throw new TrainingFailedException("The trainer could not be started: " + e.getMessage(), e);
        } finally {
            if (work != null) {
                remove(work);
            }
        }
    }

    private TrainingReport train(Path work, Path model) throws IOException {
        var said = work.resolve("stderr");
        var told = work.resolve("stdout");
        var child = start(new ProcessBuilder(command(work, model))
                .redirectError(said.toFile())
                .redirectOutput(told.toFile()));
        try {
            if (!child.waitFor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TrainingFailedException("The trainer took longer than "
                        + settings.timeout().toSeconds() + " s (conclave.quant.trainer.timeout) and was ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingFailedException("The wait for the trainer was interrupted", e);
        } finally {
            end(child);
        }
        if (child.exitValue() != 0) {
            throw new TrainingFailedException("The trainer ended with code " + child.exitValue() + ": " + tail(said));
        }
        if (!Files.isRegularFile(model)) {
            throw new TrainingFailedException("The trainer ended well but left no model: " + tail(said));
        }
        var report = TrainingReport.parse(Files.readString(told).strip());
        LOG.debug("Trained {}", report);
        return report;
    }

    private List<String> command(Path work, Path model) {
        var command = new ArrayList<String>();
        command.add(settings.java().toString());
        command.addAll(settings.jvmOptions());
        command.add("-Djava.io.tmpdir=" + work);
        command.addAll(List.of("-cp", settings.classPath(), settings.mainClass()));
        command.addAll(List.of(work.resolve("set").toString(), model.toString(), "--while-stdin-open"));
        return command;
    }

    private synchronized Process start(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new TrainingFailedException("The Quant is closed");
        }
        // A trainer needs no key and no password of ours.
        builder.environment().keySet().retainAll(INHERITED);
        running = builder.start();
        return running;
    }

    private synchronized void end(Process child) {
        child.destroyForcibly();
        running = null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    private void checkClassPath() {
        for (String entry : settings.classPath().split(File.pathSeparator, -1)) {
            var place = Path.of(entry.endsWith("*") ? entry.substring(0, entry.length() - 1) : entry);
            if (!Files.exists(place)) {
                throw new TrainingFailedException("There is no trainer at " + place.toAbsolutePath()
                        + ": build agents/trainer, or set conclave.quant.trainer.class-path");
            }
        }
    }

    private static String tail(Path said) throws IOException {
        String text = new String(Files.readAllBytes(said), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "it said nothing" : text.substring(Math.max(0, text.length() - TOLD_CHARS));
    }

    /** Takes away what nodes that are gone left behind. */
    private static void sweep(Path shelf) throws IOException {
        try (var entries = Files.newDirectoryStream(shelf, WORK_PREFIX + "*")) {
            for (Path entry : entries) {
                String[] name = entry.getFileName().toString().split("-", 3);
                boolean orphaned = name.length == 3
                        && name[1].matches("[0-9]{1,18}")
                        && ProcessHandle.of(Long.parseLong(name[1])).isEmpty();
                if (orphaned) {
                    remove(entry);
                }
            }
        }
    }

    private static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} is gone already", directory);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} could not be removed: {}", directory, e.toString());
        }
    }
}
