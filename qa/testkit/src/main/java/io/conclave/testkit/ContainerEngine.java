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
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A Docker engine with compose: the machine's, if it answers, else one of the tests' own ({@code docker/engine.sh}), which
 * ends with this JVM and keeps its images for the next.
 *
 * <p>{@code CONCLAVE_CONTAINERS=never} asks for none at all.
 */
public final class ContainerEngine {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    // $1 docker/engine.sh, $2 where its settings go.
    private static final String HOLD = """
            engine=$1 settings=$2 started=
            while read -r word; do
              if "$engine" up >"$settings" 2>"$settings.log"; then
                ! grep -q '^STARTED=yes' "$settings" || started=yes
                echo done
              else
                tail -n 1 "$settings.log"
              fi
            done
            [ -z "$started" ] || "$engine" down
            rm -f "$settings" "$settings.log"
            """;

    private static @Nullable ContainerEngine found;
    private static @Nullable String missing;

    private final Map<String, String> environment;

    /** What a command came to: its exit code, and all that it said, on whichever stream. */
    public record Said(int exitCode, String text) {}

    private ContainerEngine(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The engine; where none can run, the test ends as skipped and says why. The first call may take half a minute. */
    public static synchronized ContainerEngine orSkip() {
        if (found == null && missing == null) {
            look();
        }
        if (found == null) {
            System.out.println("SKIPPED: containers: " + missing);
            Assumptions.abort("needs a container engine: " + missing);
        }
        return Objects.requireNonNull(found);
    }

    private static void look() {
        if ("never".equals(System.getenv("CONCLAVE_CONTAINERS"))) {
            missing = "CONCLAVE_CONTAINERS=never forbids it";
            return;
        }
        var machines = new ContainerEngine(Map.of());
        if (machines.answers()) {
            found = machines;
            return;
        }
        var script = ProjectRoot.path().resolve("docker/engine.sh").toString();
        var why = execute(List.of(script, "why"), Map.of(), LONGEST);
        if (why.exitCode() != 0) {
            missing = why.text().strip();
            return;
        }
        found = own(script);
    }

    private static ContainerEngine own(String script) {
        try {
            var settings = Files.createTempFile("conclave-engine-", ".settings");
            // Ends when this JVM does, and the engine with it if it was started here.
            Holder.start(List.of(), HOLD, List.of(script, settings.toString())).tell("up");
            var environment = new TreeMap<String, String>();
            for (var line : Files.readAllLines(settings)) {
                int at = line.indexOf('=');
                environment.put(line.substring(0, at), line.substring(at + 1));
            }
            return new ContainerEngine(environment);
        } catch (IOException e) {
            throw new UncheckedIOException("A container engine could not be started", e);
        }
    }

    private boolean answers() {
        try {
            return docker("version").exitCode() == 0
                    && docker("compose", "version").exitCode() == 0;
        } catch (UncheckedIOException _) {
            return false; // There is no such program.
        }
    }

    /** What a program needs in its environment to reach it; {@code CONCLAVE_DOCKER} is its client. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Has the client do this, which may fail. */
    public Said docker(String... arguments) {
        var command = new ArrayList<String>();
        command.add(environment.getOrDefault("CONCLAVE_DOCKER", "docker"));
        command.addAll(List.of(arguments));
        return execute(command, environment, LONGEST);
    }

    /**
     * Has the client do this, and returns what it said.
     *
     * @throws IllegalStateException with its words if it fails
     */
    public String run(String... arguments) {
        var said = docker(arguments);
        if (said.exitCode() != 0) {
            throw new IllegalStateException(
                    "docker " + String.join(" ", arguments) + " ended with " + said.exitCode() + ": " + said.text());
        }
        return said.text().strip();
    }

    /** Runs a program, such as {@code docker/images.sh}, that finds this engine by its environment and by these variables. */
    public Said execute(List<String> command, Map<String, String> variables) {
        var all = new TreeMap<>(environment);
        all.putAll(variables);
        return execute(command, all, LONGEST);
    }

    private static Said execute(List<String> command, Map<String, String> variables, Duration longest) {
        var builder = new ProcessBuilder(command)
                .directory(ProjectRoot.path().toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(variables);
        try {
            var output = Files.createTempFile("conclave-said-", ".txt");
            var process = builder.redirectOutput(output.toFile()).start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(
                            command + " does not end: " + Files.readString(output, StandardCharsets.UTF_8));
                }
                return new Said(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command.getFirst() + " could not be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + command.getFirst() + " was running", e);
        }
    }

    /** A folder for a stack's secrets, closed to others. */
    public static Path folder() {
        try {
            return Files.createTempDirectory("conclave-stack-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
