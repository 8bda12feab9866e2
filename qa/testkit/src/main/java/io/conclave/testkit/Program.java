package io.conclave.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of somebody else's that a test runs to its end: a linter, a compiler, a script of ours under another's shell.
 * It sees no variable of this process but those given, and nothing on its input.
 */
public final class Program {
    private static final List<String> SYSTEM =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private final Path file;
    private final Path folder;
    private final Duration longest;
    private final Map<String, String> environment = new TreeMap<>();

    /** How it ended, and what it said. */
    public record Outcome(int exitCode, String stdout, String stderr) {
        /**
         * What it printed.
         *
         * @throws AssertionError with its own words if it did not end well
         */
        public String text() {
            if (exitCode != 0) {
                throw new AssertionError("Ended with " + exitCode + ": " + stdout + stderr);
            }
            return stdout;
        }
    }

    /**
     * @param file what is run
     * @param folder where it is run, and its home
     * @param longest how long it may take before it is killed and the test fails
     */
    public Program(Path file, Path folder, Duration longest) {
        this.file = file;
        this.folder = folder;
        this.longest = longest;
        environment.put("PATH", String.join(":", SYSTEM));
        environment.put("HOME", folder.toString());
        environment.put("LC_ALL", "C.UTF-8");
    }

    /** Where a program of that name is, on the PATH or where administrators' programs are. */
    public static Optional<Path> find(String name) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":")), SYSTEM.stream())
                .filter(place -> !place.isEmpty())
                .map(place -> Path.of(place, name))
                .filter(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
                .findFirst();
    }

    /** Sets a variable that it sees. */
    public Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /**
     * Runs it to its end.
     *
     * @throws AssertionError if it takes too long
     */
    public Outcome run(String... arguments) {
        var command = new ArrayList<String>();
        command.add(file.toString());
        command.addAll(List.of(arguments));
        try {
            var out = Files.createTempFile("conclave-program", ".out");
            var err = Files.createTempFile("conclave-program", ".err");
            try {
                int exitCode = ended(command, out, err);
                return new Outcome(
                        exitCode,
                        Files.readString(out, StandardCharsets.UTF_8),
                        Files.readString(err, StandardCharsets.UTF_8));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + file, e);
        }
    }

    private int ended(List<String> command, Path out, Path err) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(command + " took longer than " + longest.toSeconds() + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while running " + command, e);
        }
    }
}
