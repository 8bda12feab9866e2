package io.conclave.nativerisk;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A program that Jazzer feeds, called as {@code cpp/fuzz/run.sh} calls every fuzzer. */
final class Jazzed {
    /** Inputs that once broke something, a folder for each fuzzer. */
    private static final Path FINDINGS = Path.of("cpp/fuzz/findings");

    private Jazzed() {}

    /** {@code seeds FOLDER} writes what to begin with; anything else goes to libFuzzer. */
    static void main(Class<?> target, List<byte[]> seeds, String... arguments) throws Exception {
        if (arguments.length == 2 && arguments[0].equals("seeds")) {
            for (int i = 0; i < seeds.size(); i++) {
                Files.write(Path.of(arguments[1], "seed-" + i), seeds.get(i));
            }
            return;
        }
        Jazzer.main(Stream.concat(
                        Stream.of(
                                "--target_class=" + target.getName(),
                                "--reproducer_path=target",
                                "--instrumentation_includes=io.conclave.nativerisk.**"),
                        Stream.of(arguments))
                .toArray(String[]::new));
    }

    static List<byte[]> findings(String fuzzer) throws IOException {
        var folder = FINDINGS.resolve(fuzzer);
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.sorted().map(Jazzed::bytes).toList();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
