package io.conclave.system.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The true script in a project of empty files, with JDKs and a Maven that only write down how they were called.
 *
 * <p>Nothing of the machine is seen but the tools in /usr/bin that every Debian has.
 */
final class PaperHouse {
    private final Path root;
    private final Path programs;
    private final Map<String, String> environment = new TreeMap<>();

    /** What a run of the script came to. */
    record Outcome(int exitCode, String stdout, String stderr) {}

    PaperHouse(Path folder) throws IOException {
        root = Files.createDirectory(folder.resolve("house"));
        programs = Files.createDirectory(folder.resolve("programs"));
        for (String tool : List.of(
                "bash",
                "env",
                "dirname",
                "readlink",
                "grep",
                "sed",
                "awk",
                "find",
                "tee",
                "mkdir",
                "touch",
                "mv",
                "rm",
                "flock",
                "id",
                "cat",
                "tail",
                "head",
                "sort")) {
            Files.createSymbolicLink(programs.resolve(tool), tool(tool));
        }
        Files.createDirectories(root.resolve("app/src/main/java"));
        Files.createDirectories(folder.resolve("jvm"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("app/pom.xml"), "<project/>");
        Files.writeString(root.resolve("app/src/main/java/Main.java"), "class Main {}");
        Files.copy(ProjectRoot.path().resolve("conclave"), root.resolve("conclave"));
        executable(root.resolve("conclave"));
        environment.put("PATH", programs.toString());
        environment.put("CONCLAVE_JVM_DIR", folder.resolve("jvm").toString());
        programs("g++", "cmake", "make");
        maven("""
                mkdir -p "$house/app/target/lib"; touch "$house/app/target/conclave-app.jar"
                echo "[INFO] Building conclave-app 0.1.0-SNAPSHOT                  [2/2]"
                """);
    }

    private static Path tool(String name) {
        return List.of(Path.of("/usr/bin", name), Path.of("/bin", name)).stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("every Debian has " + name));
    }

    Path root() {
        return root;
    }

    PaperHouse with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** A JDK of that version in that folder; its java prints its own place and its arguments, and ends with 7. */
    Path jdk(Path folder, String version) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(folder.resolve("bin/java"), "echo \"java of " + folder + "\"; printf '%s\\n' \"$@\"; exit 7");
        script(folder.resolve("bin/javac"), "exit 0");
        return folder;
    }

    /** A Maven that notes its arguments and does this. */
    void maven(String body) throws IOException {
        script(programs.resolve("mvn"), "house=" + root + "\nprintf '%s\\n' \"$*\" >>\"$house/maven-calls\"\n" + body);
    }

    /** Programs that do nothing, and do it well. */
    void programs(String... names) throws IOException {
        for (String name : names) {
            script(programs.resolve(name), "exit 0");
        }
    }

    /** A program that does this. */
    void program(String name, String body) throws IOException {
        script(programs.resolve(name), body);
    }

    /** A script in {@code docker/} that does this. */
    void dockerScript(String name, String body) throws IOException {
        script(Files.createDirectories(root.resolve("docker")).resolve(name), body);
    }

    void without(String... names) throws IOException {
        for (String name : names) {
            Files.delete(programs.resolve(name));
        }
    }

    void onPath(Path program) throws IOException {
        Files.createSymbolicLink(programs.resolve(program.getFileName()), program);
    }

    /** How often Maven was called, and with what. */
    List<String> mavenCalls() throws IOException {
        Path calls = root.resolve("maven-calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** As if that file had been saved after the build. */
    void touchLater(String file) throws IOException {
        Files.setLastModifiedTime(
                root.resolve(file), FileTime.from(Instant.now().plusSeconds(5)));
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(root.resolve("conclave").toString());
        command.addAll(List.of(arguments));
        Path out = root.resolveSibling("stdout");
        Path err = root.resolveSibling("stderr");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process script = builder.start();
        script.getOutputStream().close();
        assertThat(script.waitFor(60, TimeUnit.SECONDS)).as("the script ends").isTrue();
        return new Outcome(
                script.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
