package io.conclave.app.doctor;

import io.conclave.nativerisk.Sandbox;
import io.conclave.nativerisk.Worker;
import io.conclave.nativerisk.WorkerLauncher;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Looks at everything the engine leans on, changes nothing, and keeps no child or file.
 *
 * <p>A look that fails is a finding, never an exception: the next look is taken all the same.
 */
public final class Doctor {
    private static final int JDK = 25;
    private static final long ENOUGH_DISK = 1L << 30;
    private static final long TOO_LITTLE_DISK = 200L << 20;

    private final DoctorSettings settings;
    private final InstantSource clock;
    private final List<Check> further;

    /** @param further looks that others take, after our own: see {@link Checks} */
    public Doctor(DoctorSettings settings, InstantSource clock, List<Check> further) {
        this.settings = settings;
        this.clock = clock;
        this.further = List.copyOf(further);
    }

    /** Takes every look, in the order a person would put things right. */
    public List<Finding> examine() {
        return Stream.of(
                        Stream.of(jdk(), clock(), dataDir(), disk()),
                        nativeWorker().stream(),
                        Stream.of(RiskLibraryFinding.of(settings.riskLibrary()), trainer(), httpPort()),
                        further.stream().flatMap(check -> check.look().stream()),
                        Stream.of(testPrograms()))
                .flatMap(findings -> findings)
                .toList();
    }

    /** Whether the engine would run. */
    public static boolean runs(List<Finding> findings) {
        return findings.stream().noneMatch(finding -> finding.health() == Finding.Health.ILL);
    }

    private Finding jdk() {
        var version = Runtime.version();
        String found = version + " in " + System.getProperty("java.home");
        return version.feature() == JDK
                ? Finding.well("JDK", found)
                : Finding.ill("JDK", found, "Install a JDK 25 and set JAVA_HOME to it; ./conclave then takes it");
    }

    /** Our own jars were not built in the future. */
    private Finding clock() {
        Instant now = clock.instant();
        Path build = settings.root().resolve("app").resolve("target").resolve("conclave-app.jar");
        try {
            if (Files.exists(build)
                    && Files.getLastModifiedTime(build).toInstant().isAfter(now)) {
                return Finding.ill(
                        "clock",
                        now + ", before the engine was built",
                        "Set the clock, and keep it set: chrony or systemd-timesyncd do");
            }
        } catch (IOException e) {
            return Finding.ailing("clock", "could not be compared: " + e, "Make " + build + " readable");
        }
        return Finding.well("clock", now.toString());
    }

    private Finding dataDir() {
        Path dataDir = settings.dataDir();
        Path nearest = dataDir.toAbsolutePath();
        while (!Files.exists(nearest) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        return Files.isDirectory(nearest) && Files.isWritable(nearest)
                ? Finding.well("data folder", dataDir + " can be written to")
                : Finding.ill(
                        "data folder",
                        nearest + " cannot be written to",
                        "Give your user write permission there, or set conclave.data-dir to another folder");
    }

    private Finding disk() {
        try {
            long free = Files.getFileStore(settings.root()).getUsableSpace();
            String found = (free >> 20) + " MiB free";
            if (free >= ENOUGH_DISK) {
                return Finding.well("disk", found);
            }
            String advice = "Make room: the journal of a busy day takes some hundred MiB";
            return free >= TOO_LITTLE_DISK ? Finding.ailing("disk", found, advice) : Finding.ill("disk", found, advice);
        } catch (IOException e) {
            return Finding.ailing("disk", "could not be measured: " + e, "See that " + settings.root() + " is mounted");
        }
    }

    /** Starts one, waits for its greeting, and ends it. One that is not confined as required is let in to be looked at. */
    private List<Finding> nativeWorker() {
        var sandbox = settings.worker().sandbox();
        var lenient = sandbox.mode() == Sandbox.Mode.OFF ? sandbox : sandbox.with(Sandbox.Mode.PREFERRED);
        try (var launcher = WorkerLauncher.open(settings.worker().in(lenient))) {
            Worker worker = launcher.launch().toCompletableFuture().join();
            try (worker) {
                var answers = Finding.well("native worker", "answers, build " + worker.buildId());
                return Stream.concat(Stream.of(answers), SandboxFindings.of(sandbox.mode(), worker.sandbox()))
                        .toList();
            }
        } catch (IOException | CompletionException e) {
            return List.of(Finding.ill(
                    "native worker",
                    settings.worker().binary().map(path -> path + " ").orElse("") + "does not answer: " + innermost(e),
                    "Build it again (./conclave builds what is stale); it needs Linux on x86-64, g++ and CMake"));
        }
    }

    private Finding trainer() {
        boolean there = Stream.of(settings.trainerClassPath().split(File.pathSeparator, -1))
                .allMatch(Doctor::holdsSomething);
        return there
                ? Finding.well("trainer", settings.trainerClassPath())
                : Finding.ill(
                        "trainer",
                        "nothing at " + settings.trainerClassPath(),
                        "Build it (./conclave does), or set conclave.quant.trainer.class-path to where it is");
    }

    private static boolean holdsSomething(String entry) {
        if (!entry.endsWith("/*")) {
            return Files.exists(Path.of(entry));
        }
        Path folder = Path.of(entry.substring(0, entry.length() - 2));
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            return jars.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    private Finding httpPort() {
        InetSocketAddress http = settings.http();
        String about = "port " + http.getPort();
        try (var socket = new ServerSocket()) {
            socket.bind(http);
            return Finding.well(about, "free on " + http.getHostString());
        } catch (IOException e) {
            return Finding.ill(
                    about,
                    "cannot be taken on " + http.getHostString() + ": " + e.getMessage(),
                    "End what listens there, or choose another with --port or conclave.http.port");
        }
    }

    /** What only the tests need; the engine runs without. */
    private Finding testPrograms() {
        List<String> missing = Stream.concat(
                        Stream.of("g++", "cmake", "clang-format", "chromium", "chromedriver", "redis-server")
                                .filter(program -> settings.programFolders().stream()
                                        .noneMatch(folder -> Files.isExecutable(folder.resolve(program)))),
                        Stream.of("postgres").filter(program -> !postgresIsInstalled()))
                .toList();
        return missing.isEmpty()
                ? Finding.well("test programs", "all there")
                : Finding.ailing(
                        "test programs",
                        "missing: " + String.join(", ", missing),
                        "Only ./conclave test needs them, and installs them when run as root on Debian");
    }

    private boolean postgresIsInstalled() {
        if (settings.programFolders().stream().anyMatch(folder -> Files.isExecutable(folder.resolve("postgres")))) {
            return true;
        }
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(Path.of("/usr/lib/postgresql"))) {
            for (Path version : versions) {
                if (Files.isExecutable(version.resolve("bin").resolve("postgres"))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private static String innermost(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
