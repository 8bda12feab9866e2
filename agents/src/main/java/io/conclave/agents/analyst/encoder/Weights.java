package io.conclave.agents.analyst.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The network's weights, unpacked once from the jar into a file of our own.
 *
 * <p>A session opened from a file needs no copy on the heap: 64 MB of heap are enough where reading the jar takes 160.
 * The file's name carries its SHA-256 and its content is checked against it each time, so a file that was cut short or
 * tampered with is written anew.
 */
final class Weights {
    /** What was trained and measured with; other weights would need another sentiment head. */
    static final String SHA256 = "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1";

    static final String MODEL = "all-minilm-l6-v2-q";

    private static final String RESOURCE = "/" + MODEL + ".onnx";

    private Weights() {}

    /**
     * The file that holds the weights.
     *
     * @param directory created for this user alone if it is not there
     */
    static Path in(Path directory) {
        try {
            createPrivate(directory);
            Path file = directory.resolve(MODEL + "-" + SHA256.substring(0, 12) + ".onnx");
            if (!Files.isRegularFile(file) || !sha256(file).equals(SHA256)) {
                unpack(directory, file);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Could not unpack the sentence encoder into " + directory
                            + ": set conclave.analyst.model-dir to a directory that can be written",
                    e);
        }
    }

    /** Where weights go when nobody says: the user's cache, never a directory shared with others. */
    static Path defaultDirectory() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("conclave").resolve("models");
    }

    /** Written beside and moved into place, so that two processes that start together never see half a file. */
    private static void unpack(Path directory, Path file) throws IOException {
        Path part = Files.createTempFile(directory, MODEL, ".part");
        try (InputStream weights = Weights.class.getResourceAsStream(RESOURCE)) {
            if (weights == null) {
                throw new IOException(RESOURCE + " is not on the class path");
            }
            Files.copy(weights, part, StandardCopyOption.REPLACE_EXISTING);
            String found = sha256(part);
            if (!found.equals(SHA256)) {
                throw new IOException(RESOURCE + " on the class path has SHA-256 " + found + ", not " + SHA256);
            }
            move(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void createPrivate(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
