package io.conclave.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The C++ side of the measurements: {@code conclave-bench}, unpacked from the class path for as long as this is open. It
 * is told one command a line and answers with one line of figures.
 */
final class BenchProgram implements AutoCloseable {
    private static final String PACKED = "/native/linux-x86_64/conclave-bench";

    private final Path folder;
    private final Path binary;
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private BenchProgram(Path folder, Path binary, Process process) {
        this.folder = folder;
        this.binary = binary;
        this.process = process;
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static BenchProgram open() {
        try {
            var folder = Files.createTempDirectory("conclave-bench-");
            var binary = folder.resolve("conclave-bench");
            try (var packed = BenchProgram.class.getResourceAsStream(PACKED)) {
                if (packed == null) {
                    throw new NotMeasuredException(
                            "conclave-bench is not on the class path: build native-risk on Linux x86-64 first");
                }
                Files.copy(packed, binary);
            }
            if (!binary.toFile().setExecutable(true, true)) {
                throw new NotMeasuredException(binary + " cannot be made executable");
            }
            return new BenchProgram(folder, binary, start(binary));
        } catch (IOException e) {
            throw new NotMeasuredException("conclave-bench cannot be started: " + e.getMessage(), e);
        }
    }

    /**
     * Waits for the answer.
     *
     * @throws NotMeasuredException if the program has an error to tell, or is gone
     */
    Figures ask(String command) {
        try {
            commands.write(command);
            commands.newLine();
            commands.flush();
            var answer = answers.readLine();
            if (answer == null) {
                throw new NotMeasuredException("conclave-bench ended in the middle of: " + command);
            }
            return Figures.parse(command, answer);
        } catch (IOException e) {
            throw new NotMeasuredException("conclave-bench does not answer: " + command, e);
        }
    }

    /** Another child of the same program, in another mode; whoever asks ends it. */
    Process startAnother(String... arguments) throws IOException {
        return start(binary, arguments);
    }

    private static Process start(Path binary, String... arguments) throws IOException {
        var words = new String[arguments.length + 1];
        words[0] = binary.toString();
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Ends the program and removes what was unpacked. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        try {
            Files.deleteIfExists(binary);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
