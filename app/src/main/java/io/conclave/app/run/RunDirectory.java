package io.conclave.app.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A run's folder: manifest, embedded journal, report. Held by one process at a time.
 *
 * <p>Files are written beside their place and moved there, so that none is ever half written. A run is finished when its
 * report is there.
 */
public final class RunDirectory implements AutoCloseable {
    private static final String MANIFEST = "manifest.json";
    private static final String REPORT = "report.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path path;
    private final Manifest manifest;
    private final FileChannel lockFile;

    private RunDirectory(Path path, Manifest manifest, FileChannel lockFile) {
        this.path = path;
        this.manifest = manifest;
        this.lockFile = lockFile;
    }

    /**
     * The newest run among these that decides the same, was cut off, and is held by nobody.
     *
     * @param runs the folder of all runs
     */
    public static Optional<RunDirectory> unfinished(Path runs, Manifest wanted) {
        return all(runs).stream()
                .filter(folder -> !Files.exists(folder.resolve(REPORT)))
                .filter(folder -> readManifest(folder).repeats(wanted))
                .flatMap(folder -> hold(folder).stream())
                .findFirst();
    }

    /** A folder for a new run, named after it; {@code -2}, {@code -3} … if the name is taken. */
    public static RunDirectory create(Path runs, Manifest wanted, UnaryOperator<Manifest> placed) {
        try {
            Files.createDirectories(runs);
            var path = runs.resolve(wanted.run());
            for (int n = 2; Files.exists(path); n++) {
                path = runs.resolve(wanted.run() + "-" + n);
            }
            Files.createDirectory(path);
            var manifest = placed.apply(wanted.named(path.getFileName().toString()));
            write(path.resolve(MANIFEST), JSON.writeValueAsBytes(manifest));
            return hold(path)
                    .orElseThrow(
                            () -> new IllegalStateException("Another process holds the new run " + path(runs, wanted)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for the run in " + runs, e);
        }
    }

    /** What a run's folder says it is; the run may be held by somebody. */
    public static Manifest readManifest(Path folder) {
        try {
            return JSON.readValue(folder.resolve(MANIFEST).toFile(), Manifest.class);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " holds no run: " + e.getMessage(), e);
        }
    }

    /** Every run's folder, newest first. */
    public static List<Path> all(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(folder -> Files.exists(folder.resolve(MANIFEST)))
                    .sorted(Comparator.comparing(RunDirectory::born).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the runs in " + runs, e);
        }
    }

    public Path path() {
        return path;
    }

    public Manifest manifest() {
        return manifest;
    }

    /** Writes the report, which makes the run a finished one. */
    public void finish(byte[] report) {
        write(path.resolve(REPORT), report);
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot let go of " + path, e);
        }
    }

    /** Takes the folder for this process; empty when another has it. */
    private static Optional<RunDirectory> hold(Path folder) {
        try {
            var file = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(file).isEmpty()) {
                file.close();
                return Optional.empty();
            }
            return Optional.of(new RunDirectory(folder, readManifest(folder), file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot hold " + folder, e);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel file) throws IOException {
        try {
            return Optional.ofNullable(file.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private static Path path(Path runs, Manifest manifest) {
        return runs.resolve(manifest.run());
    }

    private static long born(Path folder) {
        try {
            return Files.getLastModifiedTime(folder.resolve(MANIFEST)).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + folder, e);
        }
    }

    private static void write(Path file, byte[] bytes) {
        var beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.write(beside, bytes);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
