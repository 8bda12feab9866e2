package io.conclave.nativerisk.binary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program or library of ours, unpacked from the class path into a folder that only this user may enter. Closed, file
 * and folder are removed; what processes that are no more left behind is cleared away by the next to unpack its like.
 */
public final class UnpackedBinary implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UnpackedBinary.class);

    private final Path file;

    private UnpackedBinary(Path file) {
        this.file = file;
    }

    /**
     * @param name of the file: {@code conclave-worker}
     * @param setting what names another file, for the one who reads that there is none
     * @throws IOException if there is none for this machine, or no room to unpack it
     */
    public static UnpackedBinary of(String name, String setting) throws IOException {
        sweepLeftovers(name);
        var folder =
                Files.createTempDirectory(name + "-" + ProcessHandle.current().pid() + "-");
        try {
            return new UnpackedBinary(unpack(name, setting, folder));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(folder.resolve(name));
            Files.deleteIfExists(folder);
            throw e;
        }
    }

    private static Path unpack(String name, String setting, Path folder) throws IOException {
        var platform = platform();
        try (var packed = UnpackedBinary.class.getResourceAsStream("/native/" + platform + "/" + name)) {
            if (packed == null) {
                throw new IOException("No " + name + " for " + platform
                        + " is on the class path: build native-risk here, or name one with " + setting);
            }
            var file = folder.resolve(name);
            Files.copy(packed, file);
            if (!file.toFile().setExecutable(true, true)) {
                throw new IOException(file + " cannot be made executable");
            }
            return file;
        }
    }

    private static String platform() {
        var machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        return System.getProperty("os.name").toLowerCase(Locale.ROOT) + "-" + machine;
    }

    public Path file() {
        return file;
    }

    @Override
    public void close() {
        remove(file);
    }

    private static void sweepLeftovers(String name) {
        var unpacked = Pattern.compile(Pattern.quote(name) + "-(\\d{1,18})-.*");
        try (var folders = Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), name + "-*")) {
            for (Path folder : folders) {
                var owner = unpacked.matcher(folder.getFileName().toString());
                if (owner.matches()
                        && ProcessHandle.of(Long.parseLong(owner.group(1))).isEmpty()) {
                    remove(folder.resolve(name));
                }
            }
        } catch (IOException e) {
            log.warn("What dead processes left could not be looked for", e);
        }
    }

    private static void remove(Path file) {
        var folder = file.getParent();
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            log.warn("{} could not be removed", folder, e);
        }
    }
}
