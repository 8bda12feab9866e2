package io.conclave.app.jobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One command in a JVM of its own, at the lowest priority.
 *
 * <p>Its stdout is the result. On stderr it says how far it is, {@code @progress 12 of 640}, and why it failed. One that
 * does pieces is asked for each on its stdin, {@code piece 3}, and says on stderr when it is done, {@code @piece 3}.
 */
final class JobProcess implements AutoCloseable {
    private static final Pattern PROGRESS = Pattern.compile("@progress (\\d{1,18}) of (\\d{1,18})");

    private static final Pattern PIECE = Pattern.compile("@piece (\\d{1,9})");

    /** What a child may know of our environment: no key and no password of ours. A node's name stands in the settings of its image. */
    static final Set<String> INHERITED =
            Set.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "MALLOC_ARENA_MAX", "CONCLAVE_NODE");

    /** What of our own command line holds for it, too: where things are. Who we are on a database does not. */
    private static final Pattern HANDED_ON =
            Pattern.compile("-D(config\\.file|conclave\\.root|conclave\\.quant\\.|ai\\.djl\\.|DJL_|ENGINE_)");

    private static final int TOLD_CHARS = 500;

    /** For its end, once it is killed. */
    private static final Duration LAST = Duration.ofSeconds(5);

    private static final long MOST_RESULT = 4L << 20;

    private final Process process;
    private final Path result;
    private final StringBuilder told = new StringBuilder();
    private final BlockingQueue<Integer> pieces = new LinkedBlockingQueue<>();
    private volatile double progress;

    /** How it ended. */
    sealed interface Ended {}

    /** @param result JSON */
    record Well(String result) implements Ended {}

    record Badly(String why) implements Ended {}

    /**
     * @param folder the job's own, there
     * @throws IOException if there can be no process
     */
    JobProcess(JobSettings settings, Path folder, List<String> arguments) throws IOException {
        this.result = folder.resolve("stdout");
        var builder = new ProcessBuilder(command(settings, folder, arguments)).redirectOutput(result.toFile());
        builder.environment().keySet().retainAll(INHERITED);
        this.process = builder.start();
        Thread.ofPlatform().daemon().name("conclave-job-stderr").start(this::listen);
    }

    private static List<String> command(JobSettings settings, Path folder, List<String> arguments) {
        var command = new ArrayList<>(List.of("nice", "-n", "19"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> HANDED_ON.matcher(option).lookingAt())
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx" + settings.heapMebibytes() + "m",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + folder,
                "-Dconclave.progress=lines",
                "-Dconclave.data-dir=" + folder,
                "-Dconclave.journal.kind=h2",
                "-Dconclave.bus.kind=memory",
                "-cp",
                System.getProperty("java.class.path"),
                settings.mainClass()));
        command.addAll(arguments);
        return command;
    }

    private void listen() {
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line);
            }
        } catch (IOException e) {
            hear("what it said broke off");
        }
    }

    private void hear(String line) {
        var step = PROGRESS.matcher(line);
        if (step.matches()) {
            long total = Math.max(1, Long.parseLong(step.group(2)));
            progress = Math.min(1, Long.parseLong(step.group(1)) / (double) total);
            return;
        }
        var piece = PIECE.matcher(line);
        if (piece.matches()) {
            pieces.add(Integer.valueOf(piece.group(1)));
            return;
        }
        synchronized (told) {
            told.append(line).append('\n');
            told.delete(0, Math.max(0, told.length() - TOLD_CHARS));
        }
    }

    /** How far it is, from 0 to 1. */
    double progress() {
        return progress;
    }

    /** Asks for something, a line. One that is gone does not hear it, and {@link #endsWithin} says that it is. */
    void ask(String line) {
        try {
            var out = process.outputWriter(StandardCharsets.UTF_8);
            out.write(line);
            out.newLine();
            out.flush();
        } catch (IOException e) {
            // It is gone, and its end says why.
            return;
        }
    }

    /** Waits; whether it says that the piece is done. */
    boolean doneWithin(int piece, Duration wait) throws InterruptedException {
        Integer done = pieces.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        return done != null && done == piece;
    }

    /** Waits; whether it has ended. */
    boolean endsWithin(Duration wait) throws InterruptedException {
        return process.waitFor(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What came of it; it must have ended. */
    Ended ended() throws IOException {
        if (process.exitValue() != 0) {
            return new Badly(why());
        }
        if (Files.size(result) > MOST_RESULT) {
            return new Badly("Its result is longer than " + (MOST_RESULT >> 20) + " MiB: ask for less");
        }
        return new Well(Files.readString(result).strip());
    }

    private String why() {
        synchronized (told) {
            var said = told.toString().strip();
            var last = said.substring(said.lastIndexOf('\n') + 1);
            return last.isEmpty() ? "It ended with code " + process.exitValue() : last.replaceFirst("^conclave: ", "");
        }
    }

    /** Returns when it is gone: what was its can be deleted. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            var _ = process.waitFor(LAST.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
