package io.conclave.app.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
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
     * The newest run among these that decides the same, is journalled in the same place, was cut off, and is held by
     * nobody.
     *
     * @param runs the folder of all runs
     * @param placed says where the journal of a run is
     */
    public static Optional<RunDirectory> unfinished(Path runs, Manifest wanted, UnaryOperator<Manifest> placed) {
        return all(runs).stream()
                .filter(folder -> !isFinished(folder))
                .filter(folder -> isTheSame(folder, wanted, placed))
                .flatMap(folder -> takenUp(folder).stream())
                .findFirst();
    }

    /** A folder that another version wrote, or that is damaged, is nobody's. */
    private static boolean isTheSame(Path folder, Manifest wanted, UnaryOperator<Manifest> placed) {
        try {
            return readManifest(folder)
                    .repeats(placed.apply(wanted.named(folder.getFileName().toString())));
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static Optional<RunDirectory> takenUp(Path folder) {
        var held = hold(folder).map(lock -> new RunDirectory(folder, readManifest(folder), lock));
        if (held.isPresent() && isFinished(folder)) {
            // Whoever held it ended it while we looked.
            held.get().close();
            return Optional.empty();
        }
        return held;
    }

    private static boolean isFinished(Path folder) {
        return Files.exists(folder.resolve(REPORT));
    }

    /** A folder for a new run, named after it; {@code -2}, {@code -3} … if the name is taken. */
    public static RunDirectory create(Path runs, Manifest wanted, UnaryOperator<Manifest> placed) {
        try {
            Files.createDirectories(runs);
            var path = newFolder(runs, wanted.run());
            // Held before it has a manifest: without one nobody takes it for a run that was cut off.
            var lock = hold(path)
                    .orElseThrow(() -> new IllegalStateException("Another process holds the new run " + path));
            var manifest = placed.apply(wanted.named(path.getFileName().toString()));
            write(path.resolve(MANIFEST), JSON.writeValueAsBytes(manifest));
            return new RunDirectory(path, manifest, lock);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for the run in " + runs, e);
        }
    }

    /**
     * The folder of the run that is called so: the one that is there, if it is the same run, or a new one.
     *
     * @throws IllegalArgumentException if another process holds it, or if it is of another run
     */
    public static RunDirectory named(Path runs, Manifest wanted, UnaryOperator<Manifest> placed) {
        var folder = runs.resolve(wanted.run());
        if (!Files.exists(folder.resolve(MANIFEST))) {
            return create(runs, wanted, placed);
        }
        if (!isTheSame(folder, wanted, placed)) {
            throw new IllegalArgumentException("The run \"" + wanted.run() + "\" in " + runs
                    + " was begun with other settings, another feed or another journal: bring those back, or give this"
                    + " one another conclave.run.name");
        }
        return hold(folder)
                .map(lock -> new RunDirectory(folder, readManifest(folder), lock))
                .orElseThrow(() -> new IllegalArgumentException(
                        "Another process holds the run \"" + wanted.run() + "\" in " + runs + ": stop that one first"));
    }

    private static Path newFolder(Path runs, String name) throws IOException {
        for (int n = 1; ; n++) {
            try {
                return Files.createDirectory(runs.resolve(n == 1 ? name : name + "-" + n));
            } catch (FileAlreadyExistsException e) {
                // Taken, perhaps this moment by another process: the next number.
            }
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

    /** Takes the folder for this process; empty when another has it. Closing lets go. */
    private static Optional<FileChannel> hold(Path folder) {
        try {
            var file = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(file).isEmpty()) {
                file.close();
                return Optional.empty();
            }
            return Optional.of(file);
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
