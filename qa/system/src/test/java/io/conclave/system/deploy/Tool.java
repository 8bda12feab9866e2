package io.conclave.system.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program of the machine that a proof leans on where it is installed. */
final class Tool {
    private Tool() {}

    /** Where it is; where it is not, the test ends as skipped and says so. */
    static String orSkip(String program) {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        var found = Stream.of(path.split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            System.out.println("SKIPPED: there is no " + program + " on the PATH");
            Assumptions.abort("needs " + program);
        }
        return found.orElseThrow().toString();
    }

    /** What it says; empty if it ends well. */
    static String complaints(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : "exit code " + process.exitValue() + ": " + said;
    }
}
